import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { nextDelayMs } from './back-off.ts';
import { redisConfiguration } from './redis-service.ts';
import { type Installation, originEnvironment, transcoderEnvironment } from './role-environment.ts';
import { readSettings } from './settings.ts';

const installation: Installation = {
  dataDir: '/data',
  host: '127.0.0.1',
  publicUrl: 'http://127.0.0.1:8787',
  ports: { database: 1, redis: 2, origin: 3, transcoder: 4, edge: 8787 },
  assetsDir: '/dist/assets',
  secrets: {
    authSecret: 'auth-secret',
    internalKey: 'internal-key',
    storageSigningKey: 'signing-key',
    playbackKeys: 'k1:playback-key',
    redisPassword: 'redis-password',
    databasePublicKey: 'public-key',
    databaseToken: 'database-token',
  },
};

describe('back-off', () => {
  test('doubles from 250 ms to 10 s while a service keeps dying young', () => {
    const delays: number[] = [];
    for (let delay: number | null = null; delays.length < 8; ) {
      delay = nextDelayMs(delay, 100);
      delays.push(delay);
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  test('starts over after 30 s of life', () => {
    expect(nextDelayMs(8000, 29_999)).toBe(10_000);
    expect(nextDelayMs(8000, 30_000)).toBe(250);
  });
});

describe('settings', () => {
  test('have defaults, and an empty variable counts as unset', () => {
    const settings = readSettings({ KINORA_PORT: '' });
    expect(settings).toMatchObject({ host: '127.0.0.1', publicPort: 8787, publicUrl: undefined });
    expect(settings.dataDir).toEndWith('/.kinora');
  });

  test('that cannot be used name their variable', () => {
    expect(() => readSettings({ KINORA_PORT: 'eighty' })).toThrow(Failure);
    expect(() => readSettings({ KINORA_PORT: '70000' })).toThrow('KINORA_PORT');
  });
});

describe("a role's environment", () => {
  test.each([
    ['origin', originEnvironment],
    ['transcoder', transcoderEnvironment],
  ] as const)('sets or hands on every variable that %s reads', async (role, environment) => {
    const root = join(import.meta.dir, '../..');
    const sources = [`${role}/config.ts`, 'platform/object-store/from-config.ts'];
    const text = (await Promise.all(sources.map((path) => Bun.file(join(root, path)).text()))).join('\n');
    const read = new Set([...text.matchAll(/^ {2}(KINORA_[A-Z0-9_]+):/gm)].flatMap((match) => match[1] ?? []));
    const everything = Object.fromEntries([...read].map((name) => [name, 'set']));
    // The transcoder gets neither the signing key nor the public URL: it signs nothing and links to nothing.
    const unneeded = role === 'transcoder' ? ['KINORA_STORAGE_SIGNING_KEY', 'KINORA_PUBLIC_URL'] : [];
    const given = { ...environment(everything, installation), ...environment({}, installation) };
    expect(read.size).toBeGreaterThan(10);
    expect([...read].filter((name) => !(name in given) && !unneeded.includes(name))).toEqual([]);
  });

  test('holds nothing of the caller beside what is listed', () => {
    const env = originEnvironment({ PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'x', KINORA_DATA: '/y' }, installation);
    expect(env).toMatchObject({ PATH: '/bin', KINORA_REDIS_URL: 'redis://:redis-password@127.0.0.1:2' });
    expect(env).not.toHaveProperty('AWS_SECRET_ACCESS_KEY');
    expect(env).not.toHaveProperty('KINORA_DATA');
  });

  test('gives the transcoder neither the database nor the secrets of the others', () => {
    const text = JSON.stringify(transcoderEnvironment({ KINORA_DATABASE_TOKEN: 'x' }, installation));
    expect(text).not.toMatch(/DATABASE|auth-secret|internal-key|signing-key|playback-key/);
  });

  test('names the local object directory only when no bucket is configured', () => {
    expect(originEnvironment({}, installation)).toMatchObject({ KINORA_STORAGE_DIR: '/data/objects' });
    const onS3 = originEnvironment({ KINORA_S3_BUCKET: 'media' }, installation);
    expect(onS3).toMatchObject({ KINORA_S3_BUCKET: 'media' });
    expect(onS3).not.toHaveProperty('KINORA_STORAGE_DIR');
  });
});

test("Redis's configuration keeps data, listens locally and does not hold the password", () => {
  const text = redisConfiguration({ port: 7000, dir: '/data/my redis', password: 'hush' });
  for (const line of ['bind 127.0.0.1', 'appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction'])
    expect(text.split('\n')).toContain(line);
  expect(text).toContain('dir "/data/my redis"');
  expect(text).not.toContain('hush');
});
