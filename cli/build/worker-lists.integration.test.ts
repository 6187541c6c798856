import { afterAll, beforeAll, expect, test } from 'bun:test';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, startEdgeWorld } from './testing/edge-world.ts';

const COUNT = 60;
const idOf = (number: number) => `video${String(number).padStart(6, '0')}`;

let world: EdgeWorld;
beforeAll(async () => {
  world = await startEdgeWorld();
  for (let number = 1; number <= COUNT; number += 1)
    await world.seed({ id: idOf(number), publishAtMs: number * 1_000, title: `Video number ${number}` });
}, 60_000);
afterAll(() => world?.[Symbol.asyncDispose]());

async function read(path: string): Promise<{ html: string; ids: string[]; next: string | null }> {
  const response = await fetch(`${world.edge.url}${path}`);
  expect(response.status).toBe(200);
  const html = await response.text();
  const ids = [...html.matchAll(/<h3><a href="\/watch\/([\w-]+)"/g)].map(([, id]) => id ?? '');
  const next = /<a [^>]*href="([^"]+)"[^>]* data-more/.exec(html)?.[1] ?? null;
  return { html, ids, next: next?.replaceAll('&amp;', '&') ?? null };
}

test('the links of a list lead through all of it, newest first, each video once', async () => {
  const seen: string[] = [];
  for (let path: string | null = '/'; path !== null; ) {
    const { ids, next } = await read(path);
    seen.push(...ids);
    path = next;
  }
  expect(seen).toEqual(Array.from({ length: COUNT }, (_, index) => idOf(COUNT - index)));
});

test('a cursor that is none of this list begins at the top', async () => {
  const first = await read('/');
  for (const cursor of ['', 'x', '%F0%9F%8E%AC', btoa('["[]",1,"x"]'), 'A'.repeat(5_000)])
    expect((await read(`/?cursor=${cursor}`)).ids).toEqual(first.ids);
  const ofAnother = new URLSearchParams(first.next?.split('?')[1]).get('cursor');
  expect((await read(`/category/none?cursor=${ofAnother}`)).ids).toEqual([]);
});

test('what has changed is seen in a list that was kept, and what is hidden is gone from it', async () => {
  const [changed, hidden] = [idOf(COUNT - 1), idOf(COUNT - 2)];
  await read('/');
  await world.change('video_changed', changed, { title: 'Another title' });
  await world.change('video_revoked', hidden, { visibility: 'private' });
  const list = await waitFor(
    async () => {
      const { html, ids } = await read('/');
      return html.includes('Another title') && !ids.includes(hidden) ? ids : null;
    },
    { timeoutMs: 15_000 },
  );
  expect(list).toContain(changed);
}, 30_000);

test('readers share what origin answers to nobody in particular', async () => {
  const asked = () => world.origin.seen.filter(({ path }) => path === '/api/v1/videos/trending');
  await read('/trending');
  const before = asked().length;
  for (let load = 0; load < 20; load += 1)
    await fetch(`${world.edge.url}/trending`, { headers: { cookie: 'kinora_language=ar' } });
  expect(asked().length - before).toBeLessThan(10); // one in five seconds
  for (const { headers } of asked()) expect(headers.get('cookie')).toBeNull();
});
