import { Hono } from 'hono';

// The least a Worker with Hono can do, and the least that passes bytes on: the yardsticks for what authorising adds.
const app = new Hono<{ Bindings: { ORIGIN_URL: string } }>()
  .get('/hello', (c) => c.text('hello'))
  .get('/proxy/*', (c) => fetch(c.env.ORIGIN_URL + c.req.path.slice('/proxy'.length)));

export default app;

/** The shared workerd configuration names these classes. */
export class VideoRoom {}
export class RoomShard {}
export class ViewBuffer {}
