import { expect, test } from 'bun:test';
import { readRatePolicies } from './rate-policies.ts';

test('wrangler.toml declares every policy with the size that the worker counts by', async () => {
  const wrangler = Bun.TOML.parse(await Bun.file(new URL('../../wrangler.toml', import.meta.url)).text()) as {
    ratelimits: { name: string; simple: { limit: number; period: number } }[]; // checked below
  };
  const declared = Object.fromEntries(wrangler.ratelimits.map(({ name, simple }) => [name, simple]));
  const policies = Object.values(readRatePolicies('') ?? {}).flat();
  const expected = policies.map(({ name, limit, windowSec }) => [
    `RATE_${name.toUpperCase().replaceAll('-', '_')}`,
    { limit, period: windowSec },
  ]);
  expect(declared).toEqual(Object.fromEntries(expected));
});
