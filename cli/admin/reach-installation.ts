import { Failure } from '../failure.ts';
import { findRunning } from '../supervisor/run-file.ts';
import { readSecrets } from '../supervisor/secrets.ts';
import { readSettings } from '../supervisor/settings.ts';

export type Installation = {
  redisUrl: string;
  /** Origin's own address and the key to its inside. Throws a `Failure` when they are not known. */
  origin(): { url: string; internalKey: string };
};

/**
 * How to speak to the running installation: the one that KINORA_REDIS_URL (and, to change anything, KINORA_ORIGIN_URL
 * and KINORA_INTERNAL_KEY) name, else the one that serves the data directory.
 */
export function reachInstallation(env: Readonly<Record<string, string | undefined>>): Installation {
  if (env.KINORA_REDIS_URL) return { redisUrl: env.KINORA_REDIS_URL, origin: () => configuredOrigin(env) };
  const { dataDir } = readSettings(env);
  const ports = findRunning(dataDir)?.ports;
  if (!ports)
    throw new Failure(
      'not_running',
      `nothing serves ${dataDir}; run ./kinora start, set KINORA_DATA to the directory of one that runs, or set KINORA_REDIS_URL`,
    );
  const { redisPassword, internalKey } = readSecrets(dataDir, env);
  return {
    redisUrl: `redis://:${redisPassword}@127.0.0.1:${ports.redis}`,
    origin: () => ({ url: `http://127.0.0.1:${ports.origin}`, internalKey }),
  };
}

function configuredOrigin(env: Readonly<Record<string, string | undefined>>): { url: string; internalKey: string } {
  const { KINORA_ORIGIN_URL: url, KINORA_INTERNAL_KEY: internalKey } = env;
  if (url && internalKey) return { url: url.replace(/\/+$/, ''), internalKey };
  throw new Failure(
    'invalid_configuration',
    `${url ? 'KINORA_INTERNAL_KEY' : 'KINORA_ORIGIN_URL'} is not set; origin changes jobs`,
  );
}
