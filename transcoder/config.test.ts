import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { parseEnvironment } from '../platform/config.ts';
import { ladderPresets } from '../shared/media/ladder-presets.ts';
import { tempDir } from '../testkit/services.ts';
import { configSchema } from './config.ts';

test('needs no more than Redis and a store', () => {
  const config = parseEnvironment(configSchema, {
    KINORA_REDIS_URL: 'redis://127.0.0.1:6379',
    KINORA_STORAGE_DIR: '/data',
    KINORA_MAX_DURATION_SECONDS: '60',
  });
  expect(config).toMatchObject({
    concurrency: { jobs: 2 },
    chunkSec: 20,
    host: '127.0.0.1',
    limits: { maxDurationSec: 60 },
  });
  expect(config.storage).toMatchObject({ kind: 'filesystem', rootDir: '/data' });
});

test('takes a ladder by its name or from a file, and says what is wrong with it', async () => {
  await using dir = await tempDir();
  const path = join(dir.path, 'ladder.json');
  const parse = (ladder: string) =>
    parseEnvironment(configSchema, {
      KINORA_REDIS_URL: 'redis://127.0.0.1:6379',
      KINORA_STORAGE_DIR: '/data',
      KINORA_LADDER: ladder,
    }).ladder;
  expect(parse('')).toEqual(ladderPresets.standard);
  expect(parse('compact')).toEqual(ladderPresets.compact);
  await Bun.write(path, '{"x264Preset":"slow"}');
  expect(parse(path)).toEqual({ ...ladderPresets.standard, x264Preset: 'slow' });
  await Bun.write(path, '{"steps":[]}');
  expect(() => parse(path)).toThrow('KINORA_LADDER: steps: ');
  expect(() => parse(`${path}.not`)).toThrow('KINORA_LADDER: names a file that cannot be read');
  expect(() => parse('huge')).toThrow('KINORA_LADDER: must be one of standard, compact, fine, or the absolute path');
});

test('names every variable that is wrong', () => {
  const parse = () => parseEnvironment(configSchema, { KINORA_TRANSCODE_CONCURRENCY: 'many' });
  for (const name of ['KINORA_REDIS_URL', 'KINORA_STORAGE_DIR', 'KINORA_TRANSCODE_CONCURRENCY'])
    expect(parse).toThrow(name);
});
