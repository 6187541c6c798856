import { join, resolve } from 'node:path';
import * as z from 'zod';
import { ConfigError, parseEnvironment } from '../../platform/config.ts';
import { Failure } from '../failure.ts';
import { projectDir } from '../paths.ts';

const portSchema = z.coerce.number().int().min(1).max(65_535);

const settingsSchema = z.object({
  KINORA_DATA: z.string().optional(),
  KINORA_HOST: z.string().default('127.0.0.1'),
  /** 0 takes any free port. */
  KINORA_PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
  KINORA_PUBLIC_URL: z.url().optional(),
  KINORA_DATABASE_PORT: portSchema.optional(),
  KINORA_REDIS_PORT: portSchema.optional(),
  KINORA_ORIGIN_PORT: portSchema.optional(),
  KINORA_TRANSCODER_PORT: portSchema.optional(),
});

export type Settings = {
  dataDir: string;
  /** Address the public port listens on; inner services stay on 127.0.0.1. */
  host: string;
  publicPort: number;
  publicUrl: string | undefined;
  innerPorts: Record<InnerPort, number | undefined>;
};

export type InnerPort = 'database' | 'redis' | 'origin' | 'transcoder';

/** Reads the supervisor's settings. A relative KINORA_DATA counts from the caller's directory. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  try {
    const values = parseEnvironment(settingsSchema, env);
    return {
      dataDir: values.KINORA_DATA === undefined ? join(projectDir, '.kinora') : resolve(values.KINORA_DATA),
      host: values.KINORA_HOST,
      publicPort: values.KINORA_PORT,
      publicUrl: values.KINORA_PUBLIC_URL?.replace(/\/+$/, ''),
      innerPorts: {
        database: values.KINORA_DATABASE_PORT,
        redis: values.KINORA_REDIS_PORT,
        origin: values.KINORA_ORIGIN_PORT,
        transcoder: values.KINORA_TRANSCODER_PORT,
      },
    };
  } catch (error) {
    if (error instanceof ConfigError) throw new Failure('invalid_configuration', error.message, { cause: error });
    throw error;
  }
}
