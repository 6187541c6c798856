import { expect, test } from 'bun:test';
import { createKeptManifests, type KeptManifest } from './kept-manifests.ts';

const plain = { ladderCap: 0, gzip: false };
const manifest = (sizeBytes: number, untilMs = 2_000): KeptManifest => ({
  bytes: new Uint8Array(sizeBytes),
  init: { headers: new Headers(), encodeBody: 'automatic' },
  untilMs,
});

test('a manifest is kept until it may have grown, each variant of it for itself', () => {
  let nowMs = 0;
  const kept = createKeptManifests({ now: () => nowMs });
  const made = manifest(10);
  kept.put('a.m3u8', plain, made);
  nowMs = 1_999;
  expect(kept.get('a.m3u8', plain)).toBe(made);
  for (const other of [
    { ...plain, gzip: true },
    { ...plain, ladderCap: 480 },
  ])
    expect(kept.get('a.m3u8', other)).toBeNull();
  expect(kept.get('b.m3u8', plain)).toBeNull();
  nowMs = 2_000;
  expect(kept.get('a.m3u8', plain)).toBeNull();
});

test('what was made first goes when there is too much', () => {
  const kept = createKeptManifests({ now: () => 0, maxBytes: 100 });
  kept.put('a.m3u8', plain, manifest(60));
  kept.put('a.m3u8', plain, manifest(40)); // in its own place
  kept.put('b.m3u8', plain, manifest(60));
  expect([kept.get('a.m3u8', plain), kept.get('b.m3u8', plain)]).not.toContain(null);
  kept.put('c.m3u8', plain, manifest(10));
  expect(kept.get('a.m3u8', plain)).toBeNull();
  expect([kept.get('b.m3u8', plain), kept.get('c.m3u8', plain)]).not.toContain(null);
});
