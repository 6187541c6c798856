import * as z from 'zod';
import { videoIdSchema } from '../ids.ts';
import { GENERATION_PATTERN } from '../media/object-keys.ts';
import { addedCodecSchema, videoCodecSchema } from '../media/video-codecs.ts';

/**
 * What origin and transcoder say to each other, over two BullMQ queues. The transcoder knows
 * no database: everything it found out travels back as a job of `transcodeResultsQueue`, which
 * origin applies in one transaction, idempotent by (video, generation).
 */
export const transcodeQueue = 'transcode';
/** Pieces of a video between its first rung and its end; their parent is a job of `transcodeQueue`. */
export const transcodeChunksQueue = 'transcode-chunks';
/** First rungs that take long: apart from `transcodeQueue`, so that no short video waits for them. */
export const transcodeLongQueue = 'transcode-long';
export const transcodeResultsQueue = 'transcode-results';

/** Names of the jobs: `chunk` is on `transcodeChunksQueue`, a long `firstRung` on `transcodeLongQueue`, the others are on `transcodeQueue`. */
export const transcodeJobNames = {
  prepare: 'prepare',
  firstRung: 'first-rung',
  chunk: 'chunk',
  finish: 'finish',
  repackage: 'repackage',
  /** Plans the rungs of another codec and adds their chunks, which `finishCodec` ends. */
  addCodec: 'add-codec',
  finishCodec: 'finish-codec',
} as const;

/**
 * BullMQ's ids of a video's jobs: adding one again while it is known changes nothing. `encode` names the attempt
 * from the start that `prepare` made; it stands in that job's data as `encode`.
 */
export const transcodeJobIds = {
  prepare: (videoId: string) => `transcode-${videoId}`,
  firstRung: (videoId: string, encode: string) => `first-rung-${videoId}-${encode}`,
  chunk: (videoId: string, encode: string, index: number) => `chunk-${videoId}-${encode}-${index}`,
  finish: (videoId: string, encode: string) => `finish-${videoId}-${encode}`,
  /** `nonce`: each change of a video's captions is a job of its own. */
  repackage: (videoId: string, nonce: string) => `repackage-${videoId}-${nonce}`,
  /** `nonce`: each time a codec is asked for is a job of its own. */
  addCodec: (videoId: string, codec: string, nonce: string) => `add-codec-${videoId}-${codec}-${nonce}`,
  finishCodec: (videoId: string, encode: string) => `finish-codec-${videoId}-${encode}`,
} as const;

/** The highest number BullMQ takes, which is the lowest priority. */
export const MAX_PRIORITY = 2 ** 21 - 1;
/** From this number on, chunks give way to those of every video that is not published yet. */
export const BACKGROUND_PRIORITY = 2 ** 20;

export const generationSchema = z.string().regex(GENERATION_PATTERN);

export const transcodeJobSchema = z.object({
  video_id: videoIdSchema,
  /** Object key of the creator's file. */
  original_key: z.string().min(1),
  original_size_bytes: z.int().min(0),
  /** BullMQ's: 1 is taken first, 0 (or none) before all. Grows with what the owner has waiting; children inherit it. */
  priority: z.int().min(0).max(MAX_PRIORITY).optional(),
  /** Set by the transcoder once it has planned: names this attempt in the ids of the jobs that follow. */
  encode: generationSchema.optional(),
});

/** Stages in the order they happen; each is reported while it runs. */
export const transcodeStageSchema = z.enum(['queued', 'probe', 'first_rung', 'ladder', 'package', 'publish']);

export const renditionSchema = z.object({
  /** `360p`, `1080p` … by the short side; `720p-av1` where another codec than H.264 is meant. */
  name: z.string(),
  codec: videoCodecSchema.default('h264'),
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
  /** How far each stage and each rendition is, from 0 to 100. */
  stage_percents: z.record(z.string(), z.number()).optional(),
  rung_percents: z.record(z.string(), z.number()).optional(),
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

/** A caption track of a published set; `sha256` (hex) says which text it was made from. */
export const publishedCaptionSchema = z.object({ language: z.string(), sha256: z.string() });

const published = {
  video_id: videoIdSchema,
  generation: generationSchema,
  duration_sec: z.number(),
  width: z.int(),
  height: z.int(),
  renditions: z.array(renditionSchema),
  source: sourceInfoSchema,
  /** Absent from a set that never has any: the early one. */
  captions: z.array(publishedCaptionSchema).optional(),
};

/**
 * Packages the tracks of `generation` again, with the captions that exist by then, as a new generation; nothing is
 * encoded. The rest is what the result repeats of the set.
 */
export const repackageJobSchema = z.object({
  kind: z.literal('repackage'),
  ...published,
  /** Whose rungs shall be in the set beside those of H.264; `codec_made` was said of each. */
  codecs: z.array(addedCodecSchema).default([]),
});

/** Encodes the rungs of a published video in another codec, for the next packaging, when nothing else is to do. */
export const addCodecJobSchema = transcodeJobSchema.extend({
  kind: z.literal('add-codec'),
  codec: addedCodecSchema,
  /** The new rungs are cut like those of this set. */
  generation: generationSchema,
  duration_sec: z.number(),
});

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
  /** The rungs of a codec are stored and wait for the next packaging. */
  z.object({ kind: z.literal('codec_made'), video_id: videoIdSchema, codec: addedCodecSchema }),
  /** They will not come; the video stays as it is. */
  z.object({ kind: z.literal('codec_failed'), video_id: videoIdSchema, codec: addedCodecSchema, message: z.string() }),
]);

export type TranscodeJob = z.infer<typeof transcodeJobSchema>;
export type RepackageJob = z.infer<typeof repackageJobSchema>;
export type AddCodecJob = z.infer<typeof addCodecJobSchema>;
export type TranscodeStage = z.infer<typeof transcodeStageSchema>;
export type TranscodeProgress = z.infer<typeof transcodeProgressSchema>;
export type TranscodeResult = z.infer<typeof transcodeResultSchema>;
/** Of a set that has been published. */
export type PublishedResult = Extract<TranscodeResult, { kind: 'playable' | 'ready' }>;
export type Rendition = z.infer<typeof renditionSchema>;
export type SourceInfo = z.infer<typeof sourceInfoSchema>;
