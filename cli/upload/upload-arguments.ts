import * as z from 'zod';
import { videoDetailsSchema } from '../../shared/contracts/videos.ts';
import { idSchema } from '../../shared/ids.ts';
import { usageFailure } from '../failure.ts';
import type { VerbInput } from '../verb.ts';
import type { UploadOptions } from './upload-file.ts';

export type UploadArguments = {
  details: NonNullable<UploadOptions['details']>;
  parallel: number;
  waitFor: 'playable' | 'ready' | null;
};

const optionsSchema = z.object({
  title: videoDetailsSchema.shape.title.optional(),
  description: videoDetailsSchema.shape.description,
  tags: z
    .string()
    .transform((list) => list.split(',').flatMap((tag) => tag.trim() || []))
    .pipe(videoDetailsSchema.shape.tags.unwrap())
    .optional(),
  category: videoDetailsSchema.shape.category,
  language: videoDetailsSchema.shape.language,
  visibility: videoDetailsSchema.shape.visibility,
  channel: idSchema.optional(),
  parallel: z.coerce.number().int().min(1).max(32).default(4),
  wait: z.enum(['playable', 'ready']).optional(),
});

/** What `upload`'s options say. Throws a usage `Failure` that names the option. */
export function readUploadArguments({
  positionals,
  options,
}: Pick<VerbInput, 'positionals' | 'options'>): UploadArguments {
  if (positionals.length === 0) throw usageFailure('upload what? ./kinora upload FILE…');
  if (positionals.length > 1 && options.has('title'))
    throw usageFailure('--title is for a single file; without it each video is titled after its file');
  const parsed = optionsSchema.safeParse(Object.fromEntries(options));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw usageFailure(`--${String(issue?.path[0] ?? 'option')}: ${issue?.message ?? 'does not fit'}`);
  }
  const { parallel, wait, channel, ...rest } = parsed.data;
  const given = Object.entries({ ...rest, channel_id: channel }).filter(([, value]) => value !== undefined);
  return { details: Object.fromEntries(given), parallel, waitFor: wait ?? null };
}
