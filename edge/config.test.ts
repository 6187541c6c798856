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

test('what sessions are bound to, and how high those of nobody in particular go, is off unless it is asked for', () => {
  const off = { bindCountry: false, bindNetwork: false, anonymousMaxHeight: 0 };
  expect(parseConfig(good)).toMatchObject(off);
  expect(parseConfig({ ...good, PLAYBACK_BINDING: 'network' })).toMatchObject({ ...off, bindNetwork: true });
  const all = { ...good, PLAYBACK_BINDING: 'country,network', ANONYMOUS_MAX_HEIGHT: '480' };
  expect(parseConfig(all)).toMatchObject({ bindCountry: true, bindNetwork: true, anonymousMaxHeight: 480 });
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
  ['PLAYBACK_BINDING', 'town'],
  ['PLAYBACK_BINDING', 'country,town'],
  ['ANONYMOUS_MAX_HEIGHT', '99'],
  ['ANONYMOUS_MAX_HEIGHT', 'high'],
  ['DATABASE_STREAMS', '101'],
  ['DATABASE_STREAMS', 'some'],
  ['TEST_COUNTRY', 'Germany'],
] as const)('%s = %p is refused by name, without its value', (name, value) => {
  const parse = () => parseConfig({ ...good, [name]: value });
  expect(parse).toThrow(name);
  if (value !== null && value !== 'null' && value !== '0') expect(parse).not.toThrow(value);
});

test('all problems are told at once', () => {
  expect(() => parseConfig({})).toThrow(/INTERNAL_KEY.*PLAYBACK_KEYS.*ORIGIN_URL.*PUBLIC_URL.*DATABASE_URL/);
});
