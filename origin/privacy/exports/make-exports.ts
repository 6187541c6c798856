import { makeZip } from 'client-zip';
import type { Log } from '../../../platform/log.ts';
import type { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { systemActor } from '../../audit/audit-actor.ts';
import { type AuditingDeps, noteAs } from '../../audit/note-as.ts';
import { mailContents } from '../../mail/mail-content.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { type ArchiveDeps, archiveFiles } from './archive-files.ts';
import { exportKey } from './export-key.ts';
import type { ExportRow } from './store.ts';
import { storeStream } from './store-stream.ts';

export type MakeExportDeps = AuditingDeps &
  ArchiveDeps & {
    objects: ObjectStore;
    mailer: Mailer;
    log: Log;
    /** Aborted when the service stops. */
    closing: AbortSignal;
  };

const attempts = 5;
const keptMs = 7 * 24 * 3_600_000;

/** One round: makes what was asked for, one archive after the other, and removes those whose time is over. */
export async function makeExports(deps: MakeExportDeps): Promise<void> {
  for (const { id, userId } of await deps.exports.listExpired(deps.clock())) {
    await deps.objects.delete([exportKey(userId, id)]);
    await deps.exports.markExpired(id);
  }
  for (;;) {
    const next = await deps.exports.nextActive();
    if (!next || deps.closing.aborted) return;
    if (next.attempts >= attempts) await deps.exports.fail(next.id);
    else await makeExport(deps, next);
  }
}

/**
 * Begins at the beginning, however far an earlier attempt came. The archive is there as a whole or not at all; one that
 * was cancelled meanwhile is taken away again. Throws what keeps it from being made, for the next round to try again.
 */
async function makeExport(deps: MakeExportDeps, { id, userId }: ExportRow): Promise<void> {
  if (!(await deps.exports.begin(id))) return;
  const key = exportKey(userId, id);
  const user = await deps.exports.findUser({ id: userId });
  if (!user) return;
  let expectedBytes = 1;
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof deps.exports.listFiles>> = await deps.exports.listFiles(userId, after);
    for (const { sizeBytes } of page) expectedBytes += sizeBytes ?? 0;
    after = page.at(-1)?.videoId;
  }
  let shownPercent = 0;
  const sizeBytes = await storeStream(deps.objects, key, zipOf(deps, userId), {
    ...{ contentType: 'application/zip', expectedBytes },
    onProgress: async (doneBytes) => {
      deps.closing.throwIfAborted();
      const percent = Math.min(99, Math.floor((doneBytes / expectedBytes) * 100));
      if (percent === shownPercent) return true;
      shownPercent = percent;
      return deps.exports.setProgress(id, percent);
    },
  });
  const now = deps.clock();
  const expiresAt = new Date(now.getTime() + keptMs);
  const mail = await deps.mailer.compose(user, mailContents.exportReady(deps), now);
  const isWanted =
    sizeBytes !== null && (await deps.exports.finish(id, { sizeBytes, expiresAt }, mail, noteAs(deps, systemActor)));
  if (isWanted) deps.mailer.committed(mail);
  else await deps.objects.delete([key]);
}

/** Stored, not compressed: video does not get smaller. */
const zipOf = (deps: MakeExportDeps, userId: string) => makeZip(entries(deps, userId));

async function* entries(deps: MakeExportDeps, userId: string) {
  const lastModified = deps.clock();
  for await (const { name, input, sizeBytes } of archiveFiles(deps, userId))
    yield { name, input, lastModified, ...(sizeBytes === undefined ? {} : { size: sizeBytes }) };
}
