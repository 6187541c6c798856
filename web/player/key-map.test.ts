import { expect, test } from 'bun:test';
import { playerKeys } from '../../shared/player/player-keys.ts';
import { type FocusPlace, isForPlayer, keyOf } from './key-map.ts';

const press = (key: string, code = '', shiftKey = false) => keyOf({ key, code, shiftKey });

test.each([
  ['k', 'KeyK', false, 'k'],
  ['K', 'KeyK', true, 'k'],
  [' ', 'Space', false, ' '],
  ['>', 'Period', true, '>'],
  ['?', 'Slash', true, '?'],
  ['ArrowLeft', 'ArrowLeft', false, 'ArrowLeft'],
  // The same keys with an Arabic and a Russian layout
  ['ن', 'KeyK', false, 'k'],
  ['٣', 'Digit3', false, '3'],
  ['ت', 'KeyJ', true, 'ت'],
  ['ю', 'Period', false, '.'],
  ['Ю', 'Period', true, '>'],
  ['؟', 'Slash', true, '?'],
] as const)('%p on %p (shift: %p) is %p', (key, code, shiftKey, expected) => {
  expect(press(key, code, shiftKey)).toBe(expected);
});

test('every key has one meaning', () => {
  const keys = playerKeys.flatMap((each) => [...each.keys]);
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
});

const onPage: FocusPlace = { isTaken: false, isButton: false, isInPlayer: false };
const inPlayer: FocusPlace = { ...onPage, isInPlayer: true };
const key = { command: 'x', keys: [] };
const scrolls = { ...key, inPlayerOnly: true } as const;

test.each([
  ['a letter anywhere', key, 'k', onPage, true, true],
  ['a letter for who wants none', key, 'k', onPage, false, false],
  ['a letter in the player for who wants none elsewhere', key, 'k', inPlayer, false, true],
  ['a key that scrolls', scrolls, 'ArrowUp', onPage, true, false],
  ['a key that scrolls, in the player', scrolls, 'ArrowUp', inPlayer, true, true],
  ['space on a button', key, ' ', { ...inPlayer, isButton: true }, true, false],
  ['a letter on a button', key, 'k', { ...onPage, isButton: true }, true, true],
  ['a letter that somebody writes', key, 'k', { ...onPage, isTaken: true }, true, false],
] as const)('%s', (_what, which, pressed, place, hasPageKeys, expected) => {
  expect(isForPlayer(which, pressed, place, hasPageKeys)).toBe(expected);
});
