import { Hono } from 'hono';

// The least a Worker with Hono can do: the yardstick for what authorising a manifest adds.
const app = new Hono().get('/hello', (c) => c.text('hello'));

export default app;

/** The shared workerd configuration names a room class. */
export class VideoRoom {}
