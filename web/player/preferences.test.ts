import { expect, test } from 'bun:test';
import { createPreferences } from './preferences.ts';

function storageWith(text: string | null) {
  const kept = { text };
  return {
    kept,
    open: () => ({
      getItem: () => kept.text,
      setItem: (_key: string, value: string) => {
        kept.text = value;
      },
    }),
  };
}

test('what was chosen is there after a reload, whatever another tab has chosen', () => {
  const { open } = storageWith(null);
  const [one, other] = [createPreferences(open), createPreferences(open)];
  expect(one.read()).toMatchObject({ volume: 1, captions: null, isTheatre: false, playsOn: true });
  one.change({ volume: 0.4, isMuted: true });
  other.change({ captions: 'fr', captionStyle: { size: 'huge', colour: 'yellow', background: 'none' } });
  expect(createPreferences(open).read()).toMatchObject({
    volume: 0.4,
    isMuted: true,
    captions: 'fr',
    captionStyle: { size: 'huge', colour: 'yellow', background: 'none' },
  });
});

test.each([
  'not JSON',
  'null',
  '[]',
  '{"volume":7,"speed":"fast","captions":3,"isMuted":1,"captionStyle":{"size":"enormous"}}',
])('%p is as if nothing had been chosen', (text) => {
  expect(createPreferences(storageWith(text).open).read()).toMatchObject({
    volume: 1,
    speed: 1,
    captions: null,
    isMuted: false,
    captionStyle: { size: 'medium', colour: 'white', background: 'dark' },
  });
});

test('where storage is refused, choices hold for this page', () => {
  const preferences = createPreferences(() => {
    throw new DOMException('refused', 'SecurityError');
  });
  preferences.change({ speed: 1.5 });
  preferences.change({ isTheatre: true });
  expect(preferences.read()).toMatchObject({ speed: 1.5, isTheatre: true });
});
