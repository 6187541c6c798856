import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { noise } from '../../testkit/bytes.ts';
import { tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type EdgeWorld, GENERATION, startEdgeWorld } from './testing/edge-world.ts';
import { mediaUrl } from './testing/media-url.ts';

const VIDEO = 'brokenMedia';
const mebibyte = 2 ** 20;
// More than is held in memory.
const bytes = noise(10 * mebibyte + 7, 31);
const keyOf = (file: string) => `media/${VIDEO}/${GENERATION}/${file}`;

let world: EdgeWorld;
const get = async (file: string, range?: string) =>
  fetch(await mediaUrl(world, VIDEO, file), range === undefined ? {} : { headers: { range } });

/** What became of an answer: all of `expected`, or some of it before the connection broke, or other bytes. */
async function outcome(response: Response, expected: Uint8Array): Promise<'whole' | 'broken off' | 'other bytes'> {
  let [position, isBroken] = [0, false];
  try {
    for await (const chunk of response.body ?? []) {
      if (Buffer.compare(chunk, expected.subarray(position, position + chunk.length)) !== 0) return 'other bytes';
      position += chunk.length;
    }
  } catch {
    isBroken = true;
  }
  return position === expected.length && !isBroken ? 'whole' : 'broken off';
}

describe('media from origin alone, in plain workerd', () => {
  beforeAll(async () => {
    world = await startEdgeWorld();
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const lay = (file: string, breaks: number[]) => {
    world.origin.objects.set(keyOf(file), bytes);
    world.origin.breaks.set(keyOf(file), breaks);
  };
  const reads = (file: string) => world.origin.mediaReads.get(keyOf(file));

  test('a large object goes on where it broke off, with its length and every byte once', async () => {
    // The first reading finds that the object is too large to be held.
    lay('large.mp4', [bytes.length, 3 * mebibyte + 1]);
    const response = await get('large.mp4');
    expect(response.headers.get('content-length')).toBe(`${bytes.length}`);
    expect(await outcome(response, bytes)).toBe('whole');
    expect(reads('large.mp4')).toBe(3);
  });

  test.each([
    ['bytes=1000-9000000', 1_000, 9_000_001],
    ['bytes=-9000000', bytes.length - 9_000_000, bytes.length],
    ['bytes=7-', 7, bytes.length],
  ])('so does the range %s', async (range, start, end) => {
    lay('ranged.mp4', [2 * mebibyte]);
    const response = await get('ranged.mp4', range);
    expect(response.status).toBe(206);
    expect(response.headers.get('content-length')).toBe(`${end - start}`);
    expect(await outcome(response, bytes.subarray(start, end))).toBe('whole');
  });

  test('a range that breaks off before its first byte and one that breaks off before its last', async () => {
    for (const afterBytes of [0, 8_999_999]) {
      lay('edges.mp4', [afterBytes]);
      expect(await outcome(await get('edges.mp4', 'bytes=5-9000004'), bytes.subarray(5, 9_000_005))).toBe('whole');
    }
  });

  test('a range of up to 8 MiB breaks off with its store, and is there when it is asked for again', async () => {
    const eight = 8 * mebibyte;
    lay('short.mp4', [mebibyte]);
    expect(await outcome(await get('short.mp4', `bytes=5-${eight + 4}`), bytes.subarray(5, eight + 5))).toBe(
      'broken off',
    );
    expect(await outcome(await get('short.mp4', `bytes=5-${eight + 4}`), bytes.subarray(5, eight + 5))).toBe('whole');
    expect(reads('short.mp4')).toBe(2);
  });

  test('a store that goes on breaking off is not asked for ever', async () => {
    lay(
      'hopeless.mp4',
      Array.from({ length: 20 }, () => mebibyte),
    );
    expect(await outcome(await get('hopeless.mp4', 'bytes=0-'), bytes.subarray(0, 2 * mebibyte))).toBe('broken off');
    expect(reads('hopeless.mp4')).toBe(2);
  });

  test('two versions never meet in one answer', async () => {
    lay('replaced.mp4', [mebibyte]);
    world.origin.etags.set(keyOf('replaced.mp4'), ['"before"', '"after"']);
    expect(await outcome(await get('replaced.mp4', 'bytes=0-'), bytes.subarray(0, mebibyte))).toBe('broken off');
    expect(reads('replaced.mp4')).toBe(2);
  });

  test('a viewer who leaves ends the reading', async () => {
    await using dir = await tempDir();
    const path = join(dir.path, 'sparse');
    await using file = await open(path, 'w');
    await file.truncate(2 ** 30);
    world.origin.objects.set(keyOf('left.mp4'), Bun.file(path));
    world.origin.breaks.set(keyOf('left.mp4'), [2 ** 30]);
    const leaver = new AbortController();
    const url = await mediaUrl(world, VIDEO, 'left.mp4');
    const response = await fetch(url, { headers: { range: 'bytes=0-' }, signal: leaver.signal });
    await response.body?.getReader().read();
    leaver.abort();
    await waitFor(() => world.origin.mediaLeft.includes(keyOf('left.mp4')), { what: 'the reading to end' });
  });

  test('a segment that broke off is read again', async () => {
    world.origin.objects.set(keyOf('360p/00001.m4s'), bytes.slice(0, mebibyte));
    world.origin.breaks.set(keyOf('360p/00001.m4s'), [600_000]);
    expect(await outcome(await get('360p/00001.m4s'), bytes.subarray(0, mebibyte))).toBe('whole');
    expect(reads('360p/00001.m4s')).toBe(2);
  });
});

describe('media from a bucket that breaks off, with origin behind it', () => {
  beforeAll(async () => {
    world = await startEdgeWorld({}, { miniflare: { bucketBreaksAfterBytes: mebibyte } });
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const lay = async (file: string, { etag }: { etag?: string } = {}) => {
    const stored = await (await world.miniflare?.bucket())?.put(keyOf(file), bytes);
    world.origin.objects.set(keyOf(file), bytes);
    world.origin.etags.set(keyOf(file), [etag ?? stored?.httpEtag ?? 'none']);
  };

  test('origin goes on where the bucket ended', async () => {
    await lay('large.mp4');
    const response = await get('large.mp4');
    expect(response.headers.get('content-length')).toBe(`${bytes.length}`);
    expect(await outcome(response, bytes)).toBe('whole');
    expect(await outcome(await get('large.mp4', 'bytes=100-9000000'), bytes.subarray(100, 9_000_001))).toBe('whole');
    expect(world.edge.log.join('\n')).toContain('a media store failed');
  });

  test('and origin again, where it breaks off as well', async () => {
    await lay('twice.mp4');
    world.origin.breaks.set(keyOf('twice.mp4'), [4 * mebibyte]);
    expect(await outcome(await get('twice.mp4'), bytes)).toBe('whole');
    expect(world.origin.mediaReads.get(keyOf('twice.mp4'))).toBe(2);
  });

  test.each([
    ['another version', '"another"'],
    ['a weak ETag', 'W/"weak"'],
  ])('unless origin has %s', async (_what, etag) => {
    await lay('other.mp4', { etag });
    expect(await outcome(await get('other.mp4'), bytes.subarray(0, mebibyte))).toBe('broken off');
  });
});
