import { afterAll, beforeAll, expect, test } from 'bun:test';
import { toBase64Url } from '../../shared/base64url.ts';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
import { freePort, type Service, startRedis, startSqld, tempDir, waitFor } from '../../testkit/services.ts';
import { runLauncher } from '../testing/run-launcher.ts';

const secret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));

let data: Awaited<ReturnType<typeof tempDir>>;
let services: Service[] = [];

beforeAll(async () => {
  data = await tempDir();
  services = await Promise.all([startSqld(), startRedis()]);
}, 30_000);
afterAll(async () => {
  for (const service of services) await service.stop();
  await data.remove();
});

test('the three roles, each started alone against configured services, make one platform', async () => {
  const [database, redis] = services;
  const [edgePort, originPort, transcoderPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const publicUrl = `http://127.0.0.1:${edgePort}`;
  const settings = {
    KINORA_DATA: data.path,
    KINORA_PORT: String(edgePort),
    KINORA_PUBLIC_URL: publicUrl,
    KINORA_ORIGIN_URL: `http://127.0.0.1:${originPort}`,
    KINORA_ORIGIN_PORT: String(originPort),
    KINORA_TRANSCODER_PORT: String(transcoderPort),
    KINORA_DATABASE_URL: database?.url ?? '',
    KINORA_REDIS_URL: redis?.url ?? '',
    KINORA_STORAGE_DIR: `${data.path}/objects`,
    KINORA_WORK_DIR: `${data.path}/work`,
    KINORA_AUTH_SECRET: secret(),
    KINORA_INTERNAL_KEY: secret(),
    KINORA_STORAGE_SIGNING_KEY: secret(),
    KINORA_PLAYBACK_KEYS: `k1:${secret()}`,
  };
  const roles = ['origin', 'transcoder', 'edge'].map((role) => runLauncher(['start', role], settings, { json: false }));
  try {
    for (const port of [originPort, transcoderPort, edgePort])
      await waitFor(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, { timeoutMs: 20_000 });
    const somebody = { email: 'somebody@example.com', password: 'correct horse battery', username: 'somebody' };
    const session = signedUp(await createApiClient({ baseUrl: publicUrl }).signUp(somebody));
    const me = await createApiClient({ baseUrl: publicUrl, accessToken: session.access_token }).me();
    expect(me.username).toBe('somebody');
  } finally {
    const exits = await Promise.all(roles.map(({ child }) => child.stop(10_000)));
    expect(exits.map(({ code }) => code)).toEqual([0, 0, 0]);
  }
});

test('a role that lacks a setting names it and ends', async () => {
  const launcher = runLauncher(['start', 'edge'], { KINORA_DATA: data.path });
  const error = await launcher.next(({ event }) => event === 'error');
  expect(error).toMatchObject({ code: 'invalid_configuration' });
  expect(String(error.message)).toContain('KINORA_PLAYBACK_KEYS');
  expect((await launcher.child.exited).code).toBe(1);
});
