import { expect, test } from 'bun:test';
import { parseEnvironment } from '../platform/config.ts';
import { configSchema } from './config.ts';

test('needs no more than Redis and a store', () => {
  const config = parseEnvironment(configSchema, {
    KINORA_REDIS_URL: 'redis://127.0.0.1:6379',
    KINORA_STORAGE_DIR: '/data',
    KINORA_MAX_DURATION_SECONDS: '60',
  });
  expect(config).toMatchObject({
    concurrency: { jobs: 2 },
    chunkSec: 60,
    host: '127.0.0.1',
    limits: { maxDurationSec: 60 },
  });
  expect(config.storage).toMatchObject({ kind: 'filesystem', rootDir: '/data' });
});

test('names every variable that is wrong', () => {
  const parse = () => parseEnvironment(configSchema, { KINORA_TRANSCODE_CONCURRENCY: 'many' });
  for (const name of ['KINORA_REDIS_URL', 'KINORA_STORAGE_DIR', 'KINORA_TRANSCODE_CONCURRENCY'])
    expect(parse).toThrow(name);
});
