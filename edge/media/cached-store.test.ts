import { expect, test } from 'bun:test';
import { createCachedStore } from './cached-store.ts';
import { createFallbackStore } from './fallback-store.ts';
import type { MediaRead, MediaStore } from './media-store.ts';
import { createMemoryCache } from './memory-cache.ts';

const whole: MediaRead = { range: null, headOnly: false };

/** A store in memory that counts what is asked of it. */
function setUp(objects: Record<string, Uint8Array<ArrayBuffer>>) {
  const clock = { nowMs: 0 };
  const asked: string[] = [];
  const store: MediaStore = {
    async open(key, { range, headOnly }) {
      asked.push(`${headOnly ? 'HEAD' : range ? 'RANGE' : 'GET'} ${key}`);
      const bytes = objects[key];
      if (!bytes) return null;
      return {
        sizeBytes: bytes.length,
        etag: `"${key}"`,
        part: null,
        body: headOnly ? null : (new Blob([bytes]).stream() as ReadableStream<Uint8Array>),
      };
    },
  };
  const cache = createMemoryCache({ maxBytes: 64 * 1024 * 1024, now: () => clock.nowMs });
  return { clock, asked, store, cached: createCachedStore({ store, cache, waitUntil: () => {} }) };
}

async function text(cached: MediaStore, key: string, read = whole): Promise<string | null> {
  const opened = await cached.open(key, read);
  return opened?.body ? new Response(opened.body).text() : null;
}

const encode = (value: string) => new Uint8Array(Buffer.from(value));

test('many readers of one object make one read, and later ones none', async () => {
  const { cached, asked } = setUp({ 's.m4s': encode('segment') });
  const readers = Array.from({ length: 20 }, () => text(cached, 's.m4s'));
  expect(new Set(await Promise.all(readers))).toEqual(new Set(['segment']));
  expect(await text(cached, 's.m4s')).toBe('segment');
  expect(asked).toEqual(['GET s.m4s']);
});

test('ranges and HEAD of a held object need no read', async () => {
  const { cached, asked } = setUp({ 's.m4s': encode('segment') });
  await text(cached, 's.m4s');
  expect(await text(cached, 's.m4s', { range: { kind: 'suffix', lengthBytes: 3 }, headOnly: false })).toBe('ent');
  const head = await cached.open('s.m4s', { range: null, headOnly: true });
  expect(head).toEqual({ sizeBytes: 7, etag: '"s.m4s"', part: null, body: null });
  const outside = await cached.open('s.m4s', { range: { kind: 'from', start: 7, end: null }, headOnly: false });
  expect(outside?.part).toBe('unsatisfiable');
  expect(asked).toEqual(['GET s.m4s']);
});

test('a manifest is read again after two seconds, a segment never', async () => {
  const { cached, asked, clock } = setUp({ 'm.m3u8': encode('#EXTM3U'), 's.m4s': encode('segment') });
  for (const nowMs of [0, 1_999, 2_000, 60_000]) {
    clock.nowMs = nowMs;
    await text(cached, 'm.m3u8');
    await text(cached, 's.m4s');
  }
  expect(asked).toEqual(['GET m.m3u8', 'GET s.m4s', 'GET m.m3u8', 'GET m.m3u8']);
});

test('a missing object is null each time and is not held: it may appear any moment', async () => {
  const { cached, asked } = setUp({});
  expect(await cached.open('s.m4s', whole)).toBeNull();
  expect(await cached.open('s.m4s', whole)).toBeNull();
  expect(asked).toHaveLength(2);
});

test('an object too large to hold is streamed to each reader', async () => {
  const { cached } = setUp({ 'big.mp4': new Uint8Array(8 * 1024 * 1024 + 1) });
  for (let reader = 0; reader < 2; reader += 1) {
    const opened = await cached.open('big.mp4', whole);
    expect(opened?.body).toBeInstanceOf(ReadableStream);
    expect((await new Response(opened?.body).arrayBuffer()).byteLength).toBe(8 * 1024 * 1024 + 1);
  }
});

test.each([
  ['breaks off with an error', (controller: ReadableStreamDefaultController) => controller.error(new Error('cut'))],
  ['ends early', (controller: ReadableStreamDefaultController) => controller.close()],
])('a body that %s is an outage, and no half object is kept', async (_how, end) => {
  let isWhole = false;
  const store: MediaStore = {
    async open() {
      const bytes = encode(isWhole ? 'segment' : 'seg');
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(bytes),
        pull: (controller) => (isWhole ? controller.close() : end(controller)),
      });
      return { sizeBytes: 7, etag: '"s"', part: null, body };
    },
  };
  const cache = createMemoryCache({ maxBytes: 1_000, now: () => 0 });
  const cached = createCachedStore({ store, cache, waitUntil: () => {} });
  await expect(cached.open('s.m4s', whole)).rejects.toMatchObject({
    code: 'unavailable',
    headers: { 'retry-after': '1' },
  });
  isWhole = true;
  expect(await text(cached, 's.m4s')).toBe('segment');
});

test('a store that breaks off in mid-body is replaced by the next one, whose bytes alone are sent and kept', async () => {
  const cutOff: MediaStore = {
    open: async () => ({
      ...{ sizeBytes: 7, etag: '"old"', part: null },
      body: new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(encode('OLD')),
        pull: (controller) => controller.error(new Error('cut')),
      }),
    }),
  };
  const { store: good, asked } = setUp({ 's.m4s': encode('segment') });
  const heard: unknown[] = [];
  const store = createFallbackStore([cutOff, good], (error) => heard.push(error));
  const cache = createMemoryCache({ maxBytes: 1_000, now: () => 0 });
  const cached = createCachedStore({ store, cache, waitUntil: () => {} });
  for (let times = 0; times < 2; times += 1) {
    const opened = await cached.open('s.m4s', whole);
    expect(opened).toMatchObject({ sizeBytes: 7, etag: '"s.m4s"', body: encode('segment') });
  }
  expect(asked).toEqual(['GET s.m4s']);
  expect(heard).toHaveLength(1);
});

test('an object that the next store does not have is an outage, not a missing one', async () => {
  const cutOff: MediaStore = {
    open: async () => ({ sizeBytes: 7, etag: '"old"', part: null, body: new Uint8Array(3) }),
  };
  const store = createFallbackStore([cutOff, setUp({}).store], () => {});
  const cache = createMemoryCache({ maxBytes: 1_000, now: () => 0 });
  const cached = createCachedStore({ store, cache, waitUntil: () => {} });
  await expect(cached.open('s.m4s', whole)).rejects.toMatchObject({ code: 'unavailable' });
});
