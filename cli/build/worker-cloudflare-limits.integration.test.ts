import { expect, test } from 'bun:test';
import { startEdgeWorld } from './testing/edge-world.ts';

test("Cloudflare's rate limits count across isolates, whatever an isolate's own counters say", async () => {
  const limits = { RATE_READ_ADDRESS: { limit: 3, periodSec: 60 as const } };
  await using world = await startEdgeWorld({ REQUEST_LIMITS: '' }, { miniflare: { limits } });
  const read = (address: string) => fetch(`${world.edge.url}/api/v1/me`, { headers: { 'cf-connecting-ip': address } });
  const statuses = [];
  for (let times = 0; times < 4; times += 1) statuses.push((await read('203.0.113.9')).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const refused = await read('203.0.113.9');
  expect(refused.headers.get('ratelimit')).toBe('"read-address";r=0;t=60');
  expect(refused.headers.get('retry-after')).toBe('60');
  expect((await read('203.0.113.10')).status).toBe(200);
}, 20_000);
