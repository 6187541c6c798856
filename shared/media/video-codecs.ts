import * as z from 'zod';

/** H.264 plays everywhere and is always there; the others come beside it, for players that have them. */
export const videoCodecSchema = z.enum(['h264', 'av1']);
export type VideoCodec = z.infer<typeof videoCodecSchema>;

/** The codecs that are made on demand, beside H.264. */
export const addedCodecSchema = videoCodecSchema.exclude(['h264']);
export type AddedCodec = z.infer<typeof addedCodecSchema>;

/** What a video is offered in. */
export const videoCodecsSchema = z
  .array(videoCodecSchema)
  .max(videoCodecSchema.options.length)
  .refine((codecs) => codecs.includes('h264'), 'must contain "h264", which every player has')
  .refine((codecs) => new Set(codecs).size === codecs.length, 'must name each codec once');

export const isAddedCodec = (codec: VideoCodec): codec is AddedCodec => codec !== 'h264';
