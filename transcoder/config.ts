import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { storageConfigSchema } from '../platform/object-store/from-config.ts';

const positive = z.coerce.number().int().positive();

const variables = z.object({
  KINORA_HOST: z.string().default('127.0.0.1'),
  KINORA_TRANSCODER_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  KINORA_REDIS_URL: z.url(),
  KINORA_WORK_DIR: z.string().default(join(tmpdir(), 'kinora-transcoder')),
  KINORA_FFMPEG: z.string().optional(),
  KINORA_FFPROBE: z.string().optional(),
  KINORA_PACKAGER: z.string().optional(),
  KINORA_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Videos at a time. Two, so that a new one's first rung need not wait for another's whole ladder. */
  KINORA_TRANSCODE_CONCURRENCY: positive.default(2),
  KINORA_MAX_DURATION_SECONDS: positive.default(12 * 3600),
  KINORA_MAX_PIXELS: positive.default(8192 * 4608),
  KINORA_MAX_STREAMS: positive.default(64),
  /** Per child process. The eight rungs of a 4K source take 3 GiB on two cores, more where threads are more. */
  KINORA_ENCODER_MEMORY_BYTES: positive.default(8 * 2 ** 30),
  KINORA_ENCODER_STALL_SECONDS: positive.default(60),
});

export type TranscoderConfig = z.infer<typeof configSchema>;

/** The transcoder's environment. */
export const configSchema = z.looseObject({}).transform((env, context) => {
  const own = variables.safeParse(env);
  const storage = storageConfigSchema.safeParse(env);
  for (const issue of [...(own.error?.issues ?? []), ...(storage.error?.issues ?? [])])
    context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
  if (!own.success || !storage.success) return z.NEVER;
  const { data } = own;
  return {
    host: data.KINORA_HOST,
    port: data.KINORA_TRANSCODER_PORT,
    redisUrl: data.KINORA_REDIS_URL,
    storage: storage.data,
    workRoot: data.KINORA_WORK_DIR,
    tools: { ffmpeg: data.KINORA_FFMPEG, ffprobe: data.KINORA_FFPROBE, packager: data.KINORA_PACKAGER },
    logLevel: data.KINORA_LOG_LEVEL,
    concurrency: data.KINORA_TRANSCODE_CONCURRENCY,
    limits: {
      maxDurationSec: data.KINORA_MAX_DURATION_SECONDS,
      maxPixels: data.KINORA_MAX_PIXELS,
      maxStreams: data.KINORA_MAX_STREAMS,
    },
    encoderMemoryBytes: data.KINORA_ENCODER_MEMORY_BYTES,
    stallMs: data.KINORA_ENCODER_STALL_SECONDS * 1000,
  };
});
