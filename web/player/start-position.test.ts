import { expect, test } from 'bun:test';
import { RenditionList } from './rendition-list.ts';
import { withToken } from './session-keeper.ts';
import { startPositionSec } from './start-position.ts';

test.each([
  ['?t=90', 90],
  ['?t=90.5', 90.5],
  ['?t=90s', 90],
  ['?t=1m30s', 90],
  ['?t=1h2m3s', 3_723],
  ['?format=dash&t=5', 5],
  ['?start=20&autoplay=1', 20],
  ['?t=0', 0],
  ['', null],
  ['?t=', null],
  ['?t=soon', null],
  ['?t=-5', null],
])('%p starts at %p', (search, expected) => {
  expect(startPositionSec(search)).toBe(expected);
});

test('a new token takes the place of the old one and of nothing else', () => {
  expect(withToken('http://h/p/OLD/video/gen/hls/p/x.m4s', 'NEW')).toBe('http://h/p/NEW/video/gen/hls/p/x.m4s');
  expect(withToken('http://h/other.m4s', 'NEW')).toBe('http://h/other.m4s');
});

test('picking a rendition tells the player, and a new list goes back to "auto"', () => {
  const list = new RenditionList();
  const picked: (number | null)[] = [];
  list.onSelect = (rendition) => picked.push(rendition?.height ?? null);
  list.replace([
    { id: '2', width: 1280, height: 720 },
    { id: '1', width: 640, height: 360 },
  ]);
  list.selectedIndex = 1;
  list.selectedIndex = -1;
  expect(picked).toEqual([360, null]);
  list.replace([{ id: '3', width: 640, height: 360 }]);
  expect([...list].map(({ id }) => id)).toEqual(['3']);
  expect(list.selectedIndex).toBe(-1);
});
