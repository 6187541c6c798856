import * as z from 'zod';
import { videoIdSchema } from '../ids.ts';
import { GENERATION_PATTERN } from '../media/object-keys.ts';

/**
 * What origin and transcoder say to each other, over two BullMQ queues. The transcoder knows
 * no database: everything it found out travels back as a job of `transcodeResultsQueue`, which
 * origin applies in one transaction, idempotent by (video, generation).
 */
export const transcodeQueue = 'transcode';
export const transcodeResultsQueue = 'transcode-results';

/** The highest number BullMQ takes, which is the lowest priority. */
export const MAX_PRIORITY = 2 ** 21 - 1;

export const generationSchema = z.string().regex(GENERATION_PATTERN);

export const transcodeJobSchema = z.object({
  video_id: videoIdSchema,
  /** Object key of the creator's file. */
  original_key: z.string().min(1),
  original_size_bytes: z.int().min(0),
  /** BullMQ's: 1 is taken first, 0 (or none) before all. Grows with what the owner has waiting; children inherit it. */
  priority: z.int().min(0).max(MAX_PRIORITY).optional(),
});

/** Stages in the order they happen; each is reported while it runs. */
export const transcodeStageSchema = z.enum(['queued', 'probe', 'first_rung', 'ladder', 'package', 'publish']);

export const renditionSchema = z.object({
  /** `360p`, `1080p` … by the short side. */
  name: z.string(),
  width: z.int(),
  height: z.int(),
  frame_rate: z.number(),
  /** Measured average of the segments. */
  bitrate_bps: z.int(),
});

/** Live job progress; `percent` only grows. */
export const transcodeProgressSchema = z.object({
  stage: transcodeStageSchema,
  percent: z.number().min(0).max(100),
  estimated_seconds_remaining: z.int().nullable(),
});

/** What ffprobe said of the original. */
export const sourceInfoSchema = z.object({
  container: z.string(),
  duration_sec: z.number(),
  bitrate_bps: z.int().nullable(),
  video: z
    .object({
      codec: z.string(),
      /** Display size: after rotation and sample aspect ratio. */
      width: z.int(),
      height: z.int(),
      frame_rate: z.number(),
      rotation_deg: z.int(),
      pixel_format: z.string(),
      interlaced: z.boolean(),
      hdr: z.enum(['pq', 'hlg']).nullable(),
    })
    .nullable(),
  audio: z.array(
    z.object({ codec: z.string(), channels: z.int(), sample_rate_hz: z.int(), language: z.string().nullable() }),
  ),
});

const published = {
  video_id: videoIdSchema,
  generation: generationSchema,
  duration_sec: z.number(),
  width: z.int(),
  height: z.int(),
  renditions: z.array(renditionSchema),
  source: sourceInfoSchema,
};

export const transcodeResultSchema = z.discriminatedUnion('kind', [
  /** The first rung plays; the rest is still encoding. */
  z.object({ kind: z.literal('playable'), ...published }),
  /** The whole ladder is published. */
  z.object({ kind: z.literal('ready'), ...published }),
  z.object({
    kind: z.literal('failed'),
    video_id: videoIdSchema,
    code: z.enum(['unsupported_media', 'corrupt_media', 'limits_exceeded', 'processing_failed']),
    message: z.string(),
  }),
]);

export type TranscodeJob = z.infer<typeof transcodeJobSchema>;
export type TranscodeStage = z.infer<typeof transcodeStageSchema>;
export type TranscodeProgress = z.infer<typeof transcodeProgressSchema>;
export type TranscodeResult = z.infer<typeof transcodeResultSchema>;
export type Rendition = z.infer<typeof renditionSchema>;
export type SourceInfo = z.infer<typeof sourceInfoSchema>;
