import { expect, test } from 'bun:test';
import { parseEnvironment } from '../platform/config.ts';
import { toBase64Url } from '../shared/base64url.ts';
import { originConfigSchema } from './config.ts';

const secret = toBase64Url(new Uint8Array(32));
const environment = {
  KINORA_DATABASE_URL: 'http://127.0.0.1:1',
  KINORA_REDIS_URL: 'redis://127.0.0.1:1',
  KINORA_AUTH_SECRET: secret,
  KINORA_INTERNAL_KEY: secret,
  KINORA_STORAGE_DIR: '/data',
  KINORA_STORAGE_SIGNING_KEY: secret,
};
const typesense = { KINORA_TYPESENSE_URL: 'http://127.0.0.1:8108', KINORA_TYPESENSE_API_KEY: 'key' };

test('a Typesense server and its key are both set, or neither', () => {
  const read = (more: object) => () => parseEnvironment(originConfigSchema, { ...environment, ...more });
  expect(read({})()).not.toHaveProperty('KINORA_TYPESENSE_URL');
  expect(read(typesense)()).toMatchObject(typesense);
  expect(read({ KINORA_TYPESENSE_URL: typesense.KINORA_TYPESENSE_URL })).toThrow(
    'KINORA_TYPESENSE_API_KEY: is not set, though KINORA_TYPESENSE_URL is',
  );
  expect(read({ ...typesense, KINORA_TYPESENSE_URL: '' })).toThrow(
    'KINORA_TYPESENSE_URL: is not set, though KINORA_TYPESENSE_API_KEY is',
  );
});
