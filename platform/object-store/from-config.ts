import * as z from 'zod';
import { createFilesystemStore, type FilesystemStore } from './filesystem-store.ts';
import type { ObjectStore } from './object-store.ts';

const variables = z.object({
  KINORA_STORAGE_DIR: z.string().optional(),
  KINORA_PUBLIC_URL: z.url().default('http://127.0.0.1:8787'),
  /** Base64url of 32 bytes; only a process that signs or receives parts needs it. */
  KINORA_STORAGE_SIGNING_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43,}$/, 'must be base64url of at least 32 bytes')
    .optional(),
  KINORA_S3_BUCKET: z.string().optional(),
  KINORA_S3_ENDPOINT: z.url().optional(),
  /** Where clients reach the store, when that differs from where this process does. */
  KINORA_S3_PUBLIC_ENDPOINT: z.url().optional(),
  KINORA_S3_FORCE_PATH_STYLE: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
  KINORA_S3_REGION: z.string().default('auto'),
  KINORA_S3_ACCESS_KEY_ID: z.string().optional(),
  KINORA_S3_SECRET_ACCESS_KEY: z.string().optional(),
});

export type StorageConfig =
  | { kind: 'filesystem'; rootDir: string; publicUrl: string; signingKey?: string }
  | {
      kind: 's3';
      bucket: string;
      endpoint?: string;
      publicEndpoint?: string;
      forcePathStyle?: boolean;
      region: string;
      accessKeyId: string;
      secretAccessKey: string;
    };

/** Reads the storage variables: either `KINORA_STORAGE_DIR` or `KINORA_S3_BUCKET` and its companions. */
export const storageConfigSchema = variables.transform((env, context): StorageConfig => {
  const missing = (path: string, message: string) => {
    context.addIssue({ code: 'custom', path: [path], message });
    return z.NEVER;
  };
  if (env.KINORA_STORAGE_DIR !== undefined && env.KINORA_S3_BUCKET !== undefined)
    return missing('KINORA_STORAGE_DIR', 'cannot be set together with KINORA_S3_BUCKET');
  if (env.KINORA_STORAGE_DIR !== undefined)
    return {
      kind: 'filesystem',
      rootDir: env.KINORA_STORAGE_DIR,
      publicUrl: env.KINORA_PUBLIC_URL,
      ...(env.KINORA_STORAGE_SIGNING_KEY === undefined ? {} : { signingKey: env.KINORA_STORAGE_SIGNING_KEY }),
    };
  if (env.KINORA_S3_BUCKET === undefined)
    return missing('KINORA_STORAGE_DIR', 'is not set, nor is KINORA_S3_BUCKET: one of the two is needed');
  if (env.KINORA_S3_ACCESS_KEY_ID === undefined) return missing('KINORA_S3_ACCESS_KEY_ID', 'is not set');
  if (env.KINORA_S3_SECRET_ACCESS_KEY === undefined) return missing('KINORA_S3_SECRET_ACCESS_KEY', 'is not set');
  return {
    kind: 's3',
    bucket: env.KINORA_S3_BUCKET,
    region: env.KINORA_S3_REGION,
    accessKeyId: env.KINORA_S3_ACCESS_KEY_ID,
    secretAccessKey: env.KINORA_S3_SECRET_ACCESS_KEY,
    ...(env.KINORA_S3_ENDPOINT === undefined ? {} : { endpoint: env.KINORA_S3_ENDPOINT }),
    ...(env.KINORA_S3_FORCE_PATH_STYLE === undefined ? {} : { forcePathStyle: env.KINORA_S3_FORCE_PATH_STYLE }),
    ...(env.KINORA_S3_PUBLIC_ENDPOINT === undefined ? {} : { publicEndpoint: env.KINORA_S3_PUBLIC_ENDPOINT }),
  };
});

/** The same for a process that hands out part URLs: the filesystem store needs its signing key then. */
export const uploadStorageConfigSchema = storageConfigSchema.superRefine((config, context) => {
  if (config.kind === 'filesystem' && config.signingKey === undefined)
    context.addIssue({ code: 'custom', path: ['KINORA_STORAGE_SIGNING_KEY'], message: 'is not set' });
});

/** The S3 client takes tens of megabytes of memory, so it is loaded only where it is used. */
export async function createObjectStore(config: StorageConfig): Promise<ObjectStore> {
  if (config.kind === 'filesystem') return createFilesystemStore(config);
  const { createS3Store } = await import('./s3-store.ts');
  return createS3Store(config);
}

/** True for the store whose part URLs this very process has to serve. */
export function receivesParts(store: ObjectStore): store is FilesystemStore {
  return 'receivePart' in store;
}
