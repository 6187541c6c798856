import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { storageConfigSchema } from '../platform/object-store/from-config.ts';
import { readLadder } from './read-ladder.ts';

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
  /** First rungs of videos of up to five minutes, and ends of videos, at a time. */
  KINORA_TRANSCODE_CONCURRENCY: positive.default(2),
  /** First rungs of longer videos at a time: each begins at once and gives way after its first minute. */
  KINORA_LONG_CONCURRENCY: positive.default(4),
  /** Chunks at a time. The encoders of one keep about two cores busy; they give way to first rungs. */
  KINORA_CHUNK_CONCURRENCY: positive.default(Math.max(1, Math.floor(availableParallelism() / 2))),
  KINORA_CHUNK_SECONDS: positive.default(20),
  /** Originals downloaded from an object store are kept for their next job up to this size altogether. */
  KINORA_SOURCE_CACHE_BYTES: z.coerce
    .number()
    .int()
    .min(0)
    .default(20 * 2 ** 30),
  KINORA_MAX_DURATION_SECONDS: positive.default(12 * 3600),
  KINORA_MAX_PIXELS: positive.default(8192 * 4608),
  KINORA_MAX_STREAMS: positive.default(64),
  /** Per child process. The eight rungs of a 4K source take 3 GiB on two cores, more where threads are more. */
  KINORA_ENCODER_MEMORY_BYTES: positive.default(8 * 2 ** 30),
  KINORA_ENCODER_STALL_SECONDS: positive.default(60),
  KINORA_LADDER: z
    .string()
    .default('standard')
    .transform((value, context) => {
      try {
        return readLadder(value);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    }),
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
    concurrency: {
      jobs: data.KINORA_TRANSCODE_CONCURRENCY,
      long: data.KINORA_LONG_CONCURRENCY,
      chunks: data.KINORA_CHUNK_CONCURRENCY,
    },
    chunkSec: data.KINORA_CHUNK_SECONDS,
    sourceCacheBytes: data.KINORA_SOURCE_CACHE_BYTES,
    limits: {
      maxDurationSec: data.KINORA_MAX_DURATION_SECONDS,
      maxPixels: data.KINORA_MAX_PIXELS,
      maxStreams: data.KINORA_MAX_STREAMS,
    },
    encoderMemoryBytes: data.KINORA_ENCODER_MEMORY_BYTES,
    stallMs: data.KINORA_ENCODER_STALL_SECONDS * 1000,
    ladder: data.KINORA_LADDER,
  };
});
