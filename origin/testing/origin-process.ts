import { join } from 'node:path';
import { type Child, spawnChild } from '../../platform/process/spawn-child.ts';
import { toBase64Url } from '../../shared/base64url.ts';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
import { freePort, migratedDatabase, startRedis, tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';

export type OriginProcess = Awaited<ReturnType<typeof startOriginProcess>>;

const main = join(import.meta.dir, '../main.ts');
const secret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));

/**
 * Origin as a program of its own, which a test can kill, on a database, a Redis and a directory of its own. `inside`
 * makes the command line that origin's runs in, given the directory.
 */
export async function startOriginProcess(
  variables: Record<string, string> = {},
  inside: (argv: readonly string[], storageDir: string) => [string, ...string[]] = ([program = '', ...rest]) => [
    program,
    ...rest,
  ],
) {
  const database = await migratedDatabase();
  const redis = await startRedis();
  const dir = await tempDir();
  const url = `http://127.0.0.1:${await freePort()}`;
  const env = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    KINORA_ORIGIN_PORT: new URL(url).port,
    KINORA_PUBLIC_URL: url,
    KINORA_DATABASE_URL: database.url,
    KINORA_REDIS_URL: redis.url,
    KINORA_STORAGE_DIR: dir.path,
    KINORA_STORAGE_SIGNING_KEY: secret(),
    KINORA_AUTH_SECRET: secret(),
    KINORA_INTERNAL_KEY: secret(),
    KINORA_UPLOADS_PER_HOUR: '1000',
    KINORA_OPEN_UPLOADS: '1000',
    KINORA_LOG_LEVEL: 'warn',
    ...variables,
  };
  const said: string[] = [];
  const lastWords = () => said.slice(-10).join('\n') || 'nothing';
  let child: Child;

  async function start(): Promise<void> {
    const argv = inside([process.execPath, '--no-env-file', main], dir.path);
    const note = (line: string) => void said.push(line);
    child = spawnChild({ argv, env, onStdoutLine: note, onStderrLine: note });
    let isGone = false;
    void child.exited.then(() => {
      isGone = true;
    });
    const isUp = async () => {
      if (isGone) throw new Error('origin ended');
      return fetch(`${url}/healthz`).then(
        (response) => response.ok,
        () => false,
      );
    };
    await waitFor(isUp, { timeoutMs: 30_000, what: () => `origin to be up; it said: ${lastWords()}` });
  }
  await start();

  return {
    url,
    db: database.db,
    storageDir: dir.path,
    /** What it logged last, for the message of a test that waits in vain. */
    lastWords,
    /** `meanwhile` runs while it is down. */
    async killAndStartAgain(meanwhile: () => Promise<unknown> = async () => {}): Promise<void> {
      child.kill('SIGKILL');
      await child.exited;
      await meanwhile();
      await start();
    },
    async signUp() {
      const username = `user_${crypto.randomUUID().slice(0, 8)}a`;
      const account = { email: `${username}@example.test`, password: 'correct horse', username };
      const session = signedUp(await createApiClient({ baseUrl: url }).signUp(account));
      return { userId: session.user.user_id, token: session.access_token };
    },
    async stop(): Promise<void> {
      await child.stop(5_000);
      await redis.stop();
      await database.stop();
      await dir.remove();
    },
  };
}
