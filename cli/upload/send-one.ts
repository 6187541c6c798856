import { statSync } from 'node:fs';
import type { ApiClient } from '../../shared/client/api-client.ts';
import { AppError } from '../../shared/errors.ts';
import { Failure } from '../failure.ts';
import { findUnfinished } from './find-unfinished.ts';
import { retry } from './retry.ts';
import { type UploadOptions, uploadFile } from './upload-file.ts';
import type { JournalEntry, UploadJournal } from './upload-journal.ts';

export type Sent = { videoId: string; outcome: 'sent' | 'already_sent' };

type SendOptions = Omit<UploadOptions, 'resume' | 'onCreated' | 'onSent'> & {
  /** Makes another video of a file that was sent before. */
  again: boolean;
  onStart: (start: { uploadId: string; videoId: string; resumed: boolean }) => void;
};

const patienceMs = 120_000;

/** Sends one file, going on where an earlier run of the same file stopped. Rejects like `uploadFile`. */
export async function sendOne(
  client: ApiClient,
  path: string,
  journal: UploadJournal,
  { again, onStart, ...options }: SendOptions,
): Promise<Sent> {
  const patience = { patienceMs, signal: options.signal };
  const before = again ? null : journal.read();
  const standing = before && (await retry(() => standingOf(client, before), patience));
  if (before && standing === 'sent') return { videoId: before.video_id, outcome: 'already_sent' };
  if (before && standing === 'completing') {
    onStart({ uploadId: before.upload_id, videoId: before.video_id, resumed: true });
    await retry(() => client.completeUpload(before.upload_id, { parts: before.sent ?? [] }), patience);
    return { videoId: before.video_id, outcome: 'sent' };
  }

  const changedAtStart = statSync(path, { bigint: true }).mtimeNs;
  let entry: JournalEntry | null = standing === 'open' ? before : null;
  if (!entry && !again) entry = await retry(() => findUnfinished(client, path), patience);
  if (entry) onStart({ uploadId: entry.upload_id, videoId: entry.video_id, resumed: true });
  const { video_id: videoId } = await uploadFile(client, path, {
    ...options,
    ...(entry ? { resume: entry } : {}),
    onCreated(known) {
      entry = known;
      journal.write(known);
      onStart({ uploadId: known.upload_id, videoId: known.video_id, resumed: false });
    },
    onSent(sent) {
      if (statSync(path, { bigint: true }).mtimeNs !== changedAtStart)
        throw new Failure('file_changed', `${path} changed while it was being sent; run the command again`);
      if (entry) journal.write({ ...entry, sent });
    },
  });
  return { videoId, outcome: 'sent' };
}

/** What has become of an upload that an earlier run began. `over`: nothing of it is left to go on with. */
async function standingOf(client: ApiClient, entry: JournalEntry): Promise<'open' | 'completing' | 'sent' | 'over'> {
  try {
    const { state, expires_at } = await client.uploadStatus(entry.upload_id);
    if (state === 'open') return Date.parse(expires_at) > Date.now() ? 'open' : 'over';
    if (state === 'completing') return 'completing';
    if (state !== 'completed') return 'over';
    return (await client.videoStatus(entry.video_id)).status === 'failed' ? 'over' : 'sent';
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return 'over';
    // A key for uploads alone may not look at videos: the upload was completed, which is all it can know.
    if (error instanceof AppError && error.code === 'insufficient_scope') return 'sent';
    throw error;
  }
}
