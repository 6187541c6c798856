import { ensureBuilt, installBuild } from '../cli/supervisor/ensure-built.ts';
import { frugalMemory } from '../cli/supervisor/frugal-memory.ts';
import { originProgram } from '../cli/supervisor/service-specs.ts';
import { parseEnvironment } from '../platform/config.ts';
import { createObjectStore, storageConfigSchema } from '../platform/object-store/from-config.ts';
import { spawnChild } from '../platform/process/spawn-child.ts';
import { toBase64Url } from '../shared/base64url.ts';
import { type ApiClient, createApiClient, signedUp } from '../shared/client/api-client.ts';
import { freePort, migratedDatabase, type Service, startRedis, tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';

const secret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
const noLimit = String(2 ** 50);

/**
 * Origin as `./kinora start` runs it, a process whose CPU and memory are its own, on a Redis of its own. `variables` go
 * over the defaults and name the storage. `existing` is a migrated database that stays the caller's, else it gets one of
 * its own.
 */
export async function startOriginProcess(variables: Record<string, string>, existing?: { url: string }) {
  await using cleanup = new AsyncDisposableStack();
  const stopped = <T extends Service>(service: T): T => cleanup.adopt(service, (it) => it.stop());
  const [database, redis] = [existing ?? stopped(await migratedDatabase()), stopped(await startRedis())];
  const url = `http://127.0.0.1:${await freePort()}`;
  const secrets = { authSecret: secret(), internalKey: secret() };
  const env = {
    ...frugalMemory,
    ...{ PATH: process.env.PATH ?? '', KINORA_LOG_LEVEL: 'warn', KINORA_ORIGIN_PORT: new URL(url).port },
    ...{ KINORA_PUBLIC_URL: url, KINORA_DATABASE_URL: database.url, KINORA_REDIS_URL: redis.url },
    ...{ KINORA_AUTH_SECRET: secrets.authSecret, KINORA_INTERNAL_KEY: secrets.internalKey },
    ...{ KINORA_STORAGE_SIGNING_KEY: secret(), KINORA_UPLOADS_PER_HOUR: '10000', KINORA_MAX_UPLOAD_BYTES: noLimit },
    ...{ KINORA_QUOTA_BYTES: noLimit, KINORA_DAILY_QUOTA_BYTES: noLimit, ...variables },
  };
  const dir = cleanup.use(await tempDir());
  await ensureBuilt();
  installBuild(dir.path, 'origin');
  const child = spawnChild({ argv: originProgram(dir.path), env, signalOnParentDeath: 'KILL' });
  cleanup.defer(async () => {
    await child.stop(8_000);
  });
  await waitFor(async () => (await fetch(`${url}/healthz`)).ok, { timeoutMs: 30_000, what: 'origin' });
  const username = `bench_${secret()
    .slice(0, 8)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, 'x')}`;
  const credentials = { email: `${username}@example.org`, password: 'correct horse battery', username };
  const session = signedUp(await createApiClient({ baseUrl: url }).signUp(credentials));
  const client: ApiClient = createApiClient({ baseUrl: url, accessToken: session.access_token });
  const kept = cleanup.move();
  return {
    ...{ url, pid: child.pid, redisUrl: redis.url, client, accessToken: session.access_token, ...secrets },
    store: await createObjectStore(parseEnvironment(storageConfigSchema, env)),
    stop: () => kept.disposeAsync(),
  };
}
