import * as z from 'zod';
import { generationSchema, transcodeJobSchema } from '../../shared/contracts/transcode.ts';
import { addedCodecSchema } from '../../shared/media/video-codecs.ts';

/** What the jobs that `prepare` adds carry; the plan lies with the intermediate files. */
export const encodeJobSchema = transcodeJobSchema.extend({
  encode: generationSchema,
  /** Of an encode that adds a codec to a published video. */
  codec: addedCodecSchema.optional(),
});
export const firstRungJobSchema = encodeJobSchema.extend({
  /** Of an attempt that was cut short: the next one takes a newer one. */
  generation: generationSchema.optional(),
});
export const chunkJobSchema = encodeJobSchema.extend({ index: z.int().min(0) });

export type EncodeJob = z.infer<typeof encodeJobSchema>;
export type ChunkJob = z.infer<typeof chunkJobSchema>;
