import { expect, test } from 'bun:test';
import { openidProvidersSchema } from './config.ts';

const provider = { id: 'one', label: 'One', issuer: 'https://id.test', client_id: 'kinora', client_secret: 'secret' };
const parse = (value: unknown) => openidProvidersSchema.safeParse(JSON.stringify(value));

test('is a list, and empty unless it is set', () => {
  expect(openidProvidersSchema.parse(undefined)).toEqual([]);
  expect(parse([provider]).data).toEqual([{ ...provider, scope: 'openid email profile' }]);
});

test('takes an issuer without TLS on this machine alone', () => {
  expect(parse([{ ...provider, issuer: 'http://127.0.0.1:4000' }]).success).toBe(true);
  for (const issuer of ['http://id.test', 'http://127.0.0.1.evil.test', 'ftp://id.test', 'id.test'])
    expect([issuer, parse([{ ...provider, issuer }]).success]).toEqual([issuer, false]);
});

test('refuses what would not work, rather than leave it out', () => {
  const broken: unknown[] = [
    ['not a list of providers'],
    [{ ...provider, client_secret: undefined }],
    [{ ...provider, secret: 'misspelt' }],
    [{ ...provider, id: 'Not an id' }],
    [{ ...provider, scope: 'email' }],
    [provider, { ...provider, issuer: 'https://other.test' }],
    [provider, { ...provider, id: 'two' }],
  ];
  for (const each of broken) expect([each, parse(each).success]).toEqual([each, false]);
  expect(openidProvidersSchema.safeParse('{').error?.issues).toMatchObject([{ message: 'must be JSON' }]);
});
