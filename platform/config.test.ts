import { describe, expect, test } from 'bun:test';
import * as z from 'zod';
import { ConfigError, parseEnvironment } from './config.ts';
import {
  createObjectStore,
  receivesParts,
  storageConfigSchema,
  uploadStorageConfigSchema,
} from './object-store/from-config.ts';

const signingKey = 'c2lnbmluZy1rZXktb2YtdGhlLW9iamVjdC1zdG9yZS0';

describe('parseEnvironment', () => {
  const schema = z.object({
    KINORA_PORT: z.coerce.number().int().default(8787),
    KINORA_URL: z.url(),
    KINORA_SECRET: z.string().min(43),
  });

  test('gives typed values and defaults', () => {
    const env = { KINORA_URL: 'http://localhost:1', KINORA_SECRET: 'x'.repeat(43), KINORA_PORT: '', HOME: '/root' };
    expect(parseEnvironment(schema, env)).toEqual({
      KINORA_PORT: 8787,
      KINORA_URL: 'http://localhost:1',
      KINORA_SECRET: 'x'.repeat(43),
    });
  });

  test('names every variable that is missing, empty or wrong, and shows no value', () => {
    const message = failureOf(() =>
      parseEnvironment(schema, { KINORA_PORT: 'many', KINORA_URL: '', KINORA_SECRET: 'hunter2' }),
    );
    expect(message).toMatch(/KINORA_PORT: .*number/);
    expect(message).toContain('KINORA_URL: is not set');
    expect(message).toContain('KINORA_SECRET: Too small');
    expect(message).not.toContain('hunter2');
  });
});

describe('storage configuration', () => {
  const s3 = {
    KINORA_S3_BUCKET: 'b',
    KINORA_S3_ENDPOINT: 'http://s3:1',
    KINORA_S3_ACCESS_KEY_ID: 'a',
    KINORA_S3_SECRET_ACCESS_KEY: 's',
  };

  test('a directory, or a bucket with its keys', async () => {
    const directory = {
      KINORA_STORAGE_DIR: '/data',
      KINORA_PUBLIC_URL: 'https://v.example',
      KINORA_STORAGE_SIGNING_KEY: signingKey,
    };
    const filesystem = parseEnvironment(uploadStorageConfigSchema, directory);
    expect(filesystem).toEqual({ kind: 'filesystem', rootDir: '/data', publicUrl: 'https://v.example', signingKey });
    expect(receivesParts(await createObjectStore(filesystem))).toBe(true);
    const bucket = parseEnvironment(uploadStorageConfigSchema, s3);
    expect(bucket).toEqual({
      kind: 's3',
      bucket: 'b',
      endpoint: 'http://s3:1',
      region: 'auto',
      accessKeyId: 'a',
      secretAccessKey: 's',
    });
    expect(receivesParts(await createObjectStore(bucket))).toBe(false);
  });

  test('only who signs part URLs needs the signing key', () => {
    expect(parseEnvironment(storageConfigSchema, { KINORA_STORAGE_DIR: '/data' })).toMatchObject({ rootDir: '/data' });
    const failure = failureOf(() => parseEnvironment(uploadStorageConfigSchema, { KINORA_STORAGE_DIR: '/data' }));
    expect(failure).toContain('KINORA_STORAGE_SIGNING_KEY: is not set');
  });

  test.each([
    [{}, 'KINORA_STORAGE_DIR: is not set, nor is KINORA_S3_BUCKET'],
    [{ ...s3, KINORA_STORAGE_DIR: '/data' }, 'KINORA_STORAGE_DIR: cannot be set together'],
    [{ ...s3, KINORA_S3_ACCESS_KEY_ID: '' }, 'KINORA_S3_ACCESS_KEY_ID: is not set'],
    [{ ...s3, KINORA_S3_SECRET_ACCESS_KEY: '' }, 'KINORA_S3_SECRET_ACCESS_KEY: is not set'],
    [
      { KINORA_STORAGE_DIR: '/data', KINORA_STORAGE_SIGNING_KEY: 'null' },
      'KINORA_STORAGE_SIGNING_KEY: must be base64url',
    ],
  ])('%j is refused by name', (env, message) => {
    expect(failureOf(() => parseEnvironment(storageConfigSchema, env))).toContain(message);
  });
});

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no failure';
}
