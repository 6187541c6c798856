import * as z from 'zod';
import { uploadStorageConfigSchema } from '../platform/object-store/from-config.ts';
import { fromBase64Url } from '../shared/base64url.ts';

const gibibyte = 1024 ** 3;
const secretSchema = z
  .string()
  .refine((text) => (fromBase64Url(text)?.length ?? 0) >= 32, 'must be base64url of at least 32 bytes');
const countSchema = z.coerce.number().int().positive();

const variablesSchema = z.object({
  KINORA_HOST: z.string().default('127.0.0.1'),
  /** 0 takes a free port. */
  KINORA_ORIGIN_PORT: z.coerce.number().int().min(0).max(65_535).default(8788),
  KINORA_PUBLIC_URL: z.url().default('http://127.0.0.1:8787'),
  KINORA_DATABASE_URL: z.url(),
  KINORA_DATABASE_TOKEN: z.string().optional(),
  KINORA_REDIS_URL: z.url(),
  KINORA_AUTH_SECRET: secretSchema,
  KINORA_INTERNAL_KEY: secretSchema,
  KINORA_ASSETS_DIR: z.string().optional(),
  KINORA_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  KINORA_UPLOADS_PER_HOUR: countSchema.default(5),
  KINORA_MAX_UPLOAD_BYTES: countSchema.default(4 * gibibyte),
  KINORA_UPLOAD_TTL_HOURS: z.coerce.number().positive().default(168),
  KINORA_PART_URL_TTL_SECONDS: countSchema.default(3600),
  KINORA_ACCESS_TOKEN_TTL_SECONDS: countSchema.default(900),
});

/** The environment of the origin role, storage variables included. */
export const originConfigSchema = z.intersection(
  variablesSchema,
  uploadStorageConfigSchema.transform((storage) => ({ storage })),
);

export type OriginConfig = z.infer<typeof originConfigSchema>;
