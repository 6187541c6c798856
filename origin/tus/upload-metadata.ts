import { type CreateUpload, createUploadSchema } from '../../shared/contracts/uploads.ts';
import { AppError } from '../../shared/errors.ts';

/** `Upload-Metadata`, decoded: `null` for a key without a value. */
export type TusMetadata = Readonly<Record<string, string | null>>;

const textFields = ['title', 'description', 'category', 'language', 'visibility', 'channel_id', 'sha256'] as const;

/**
 * The metadata of a tus upload in the words of `POST /uploads`. `filename` and `filetype` are the protocol's habit, Uppy
 * says `name` and `type` as well; `tags` are separated by commas; without a `title` the file's name stands in. Other keys
 * are the client's own. Throws `validation_failed`.
 */
export function readUploadMetadata(metadata: TusMetadata, sizeBytes: number): CreateUpload {
  const filename = metadata.filename || metadata.name || 'video';
  const fields = textFields.flatMap((field) => (metadata[field] ? [[field, metadata[field]] as const] : []));
  const tags = metadata.tags?.split(',').flatMap((tag) => tag.trim() || []);
  const parsed = createUploadSchema.safeParse({
    title: filename.replace(/\.[^.]*$/, '').slice(0, 200) || filename.slice(0, 200),
    ...Object.fromEntries(fields),
    ...(tags ? { tags } : {}),
    filename: filename.slice(-255),
    mime: metadata.filetype || metadata.type || 'application/octet-stream',
    size_bytes: sizeBytes,
  });
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', 'the Upload-Metadata does not fit', {
    details: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  });
}
