import { join } from 'node:path';
import { ConfigError, parseEnvironment } from '../../../platform/config.ts';
import {
  createObjectStore,
  type StorageConfig,
  storageConfigSchema,
} from '../../../platform/object-store/from-config.ts';
import type { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { Failure } from '../../failure.ts';
import { findRunning } from '../../supervisor/run-file.ts';
import { readSecrets } from '../../supervisor/secrets.ts';
import { readSettings } from '../../supervisor/settings.ts';

export type Storage = { config: StorageConfig; store: ObjectStore; publicUrl: string };

/**
 * The object store that the environment names, else the directory of the installation that KINORA_DATA names. Rejects with
 * a `Failure` when the variables do not fit.
 */
export async function openStorage(env: Readonly<Record<string, string | undefined>>): Promise<Storage> {
  const { dataDir } = readSettings(env);
  const publicUrl = (env.KINORA_PUBLIC_URL || findRunning(dataDir)?.publicUrl) ?? 'http://127.0.0.1:8787';
  const isElsewhere = Boolean(env.KINORA_S3_BUCKET || env.KINORA_STORAGE_DIR);
  const local = isElsewhere
    ? {}
    : {
        KINORA_STORAGE_DIR: join(dataDir, 'objects'),
        KINORA_STORAGE_SIGNING_KEY: readSecrets(dataDir, env).storageSigningKey,
      };
  try {
    const config = parseEnvironment(storageConfigSchema, { ...env, ...local, KINORA_PUBLIC_URL: publicUrl });
    return { config, store: await createObjectStore(config), publicUrl };
  } catch (error) {
    if (error instanceof ConfigError) throw new Failure('invalid_configuration', error.message, { cause: error });
    throw error;
  }
}
