import { expect, test } from 'bun:test';
import { otherRendition, type PlayedTrack } from './other-rendition.ts';

const track = (height: number, videoCodec: string, active = false): PlayedTrack => ({ height, videoCodec, active });
const rungs = (active: number) => [144, 240, 360].map((height) => track(height, 'avc1.64001e', height === active));

test('another codec comes first', () => {
  const tracks = [track(144, 'av01.0.04M.08'), track(240, 'av01.0.04M.08', true), track(240, 'avc1.64001e')];
  expect(otherRendition(tracks, new Set())).toEqual({ preferredVideo: [{ codec: 'avc1' }] });
});

test('then smaller pictures, then larger ones, each once', () => {
  const failed = new Set<string>();
  expect(otherRendition(rungs(240), failed)).toEqual({ restrictions: { maxHeight: 144 } });
  expect(otherRendition(rungs(144), failed)).toEqual({ restrictions: { minHeight: 360 } });
  expect(otherRendition(rungs(360), failed)).toBeNull();
});

test('nothing where there is one rendition, or none plays', () => {
  expect(otherRendition([track(144, 'avc1.64001e', true)], new Set())).toBeNull();
  expect(otherRendition([track(144, 'avc1.64001e')], new Set())).toBeNull();
});
