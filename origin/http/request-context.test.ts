import { expect, test } from 'bun:test';
import { Hono } from 'hono';
import { createLog } from '../../platform/log.ts';
import { internalHeaders, requestIdHeader } from '../../shared/http-headers.ts';
import type { AppEnv } from './app-env.ts';
import { requestContext } from './request-context.ts';

const internalKey = 'the key that edge and origin share';
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const fromEdge = {
  [requestIdHeader]: 'from-the-edge',
  traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
};

/** What is logged while a request with `headers` is answered. */
async function logged(headers: Record<string, string>): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  const log = createLog({ service: 'origin', destination: { write: (line: string) => void lines.push(line) } });
  const app = new Hono<AppEnv>().use(requestContext({ log, internalKey })).get('/', (c) => {
    c.get('log').info('working');
    return c.text('');
  });
  await app.request('/', { headers });
  return JSON.parse(lines[0] ?? '{}') as Record<string, unknown>; // pino's own line
}

test('log lines carry the request id and the trace that the edge names', async () => {
  expect(await logged({ ...fromEdge, [internalHeaders.key]: internalKey })).toMatchObject({
    requestId: 'from-the-edge',
    traceId,
    parentId: '00f067aa0ba902b7',
  });
});

test('nobody else is believed, and a trace that is none is left out', async () => {
  const line = await logged(fromEdge);
  expect(line.requestId).not.toBe('from-the-edge');
  expect(line).not.toHaveProperty('traceId');
  expect(await logged({ traceparent: 'x', [internalHeaders.key]: internalKey })).not.toHaveProperty('traceId');
});
