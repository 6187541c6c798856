import { expect, test } from 'bun:test';
import { type Bindings, parseConfig } from './config.ts';

const good: Bindings = {
  ORIGIN_URL: 'http://127.0.0.1:4000/',
  PUBLIC_URL: 'https://tube.example',
  DATABASE_URL: 'libsql://db.example',
  DATABASE_TOKEN: null,
  PLAYBACK_KEYS: `k1:${'A'.repeat(43)}`,
  INTERNAL_KEY: 'A'.repeat(43),
  PLAYBACK_TTL_SECONDS: null,
  TEST_COUNTRY: null,
};

test('a full set of bindings is read', () => {
  expect(parseConfig(good)).toMatchObject({
    originUrl: 'http://127.0.0.1:4000',
    publicUrl: 'https://tube.example',
    databaseUrl: 'https://db.example',
    databaseToken: null,
    playbackTtlSec: 14_400,
    testCountry: null,
  });
});

test.each([
  ['ORIGIN_URL', null],
  ['PUBLIC_URL', 'null'],
  ['DATABASE_URL', 'file:db.sqlite'],
  ['PLAYBACK_KEYS', null],
  ['INTERNAL_KEY', null],
  ['INTERNAL_KEY', 'null'],
  ['INTERNAL_KEY', 'short'],
  ['PLAYBACK_TTL_SECONDS', '0'],
  ['PLAYBACK_TTL_SECONDS', 'soon'],
  ['TEST_COUNTRY', 'Germany'],
] as const)('%s = %p is refused by name, without its value', (name, value) => {
  const parse = () => parseConfig({ ...good, [name]: value });
  expect(parse).toThrow(name);
  if (value !== null && value !== 'null' && value !== '0') expect(parse).not.toThrow(value);
});

test('all problems are told at once', () => {
  expect(() => parseConfig({})).toThrow(/INTERNAL_KEY.*PLAYBACK_KEYS.*ORIGIN_URL.*PUBLIC_URL.*DATABASE_URL/);
});
