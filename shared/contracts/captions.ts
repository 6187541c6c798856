import * as z from 'zod';

export const captionSchema = z.object({
  /** BCP 47; `und` when the original did not say. */
  language: z.string(),
  /** The language's own name, as menus show it. */
  label: z.string(),
  /** `original`: found in the uploaded video. */
  source: z.enum(['upload', 'original']),
});

export const captionsSchema = z.object({ captions: z.array(captionSchema) });

export const thumbnailSchema = z.object({
  /** What was made of the picture: below `sizes` wide, in each format. */
  sizes: z.array(z.object({ width: z.int(), height: z.int() })),
  formats: z.array(z.enum(['avif', 'webp', 'jpeg'])),
});

export type Caption = z.infer<typeof captionSchema>;
export type Thumbnail = z.infer<typeof thumbnailSchema>;
