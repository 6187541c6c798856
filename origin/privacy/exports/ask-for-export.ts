import type { DataExport } from '../../../shared/contracts/privacy.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { type AuditingDeps, noteAs } from '../../audit/note-as.ts';
import { signDownload } from './download-url.ts';
import type { ExportRow, ExportStore } from './store.ts';

export type ExportDeps = AuditingDeps & {
  exports: ExportStore;
  downloadKey: CryptoKey;
  publicUrl: string;
  wakeExports: () => void;
};

const dayMs = 24 * 3_600_000;
const exportsPerDay = 3;

/** Has an archive made of everything about a person. Throws `conflict` while one is being made, `rate_limited`. */
export async function askForExport(deps: ExportDeps, by: AuditActor, userId: string): Promise<DataExport> {
  const now = deps.clock();
  const id = newId();
  const rule = { since: new Date(now.getTime() - dayMs), limit: exportsPerDay };
  const outcome = await deps.exports.add({ id, userId, createdAt: now }, rule, noteAs(deps, by));
  if (outcome === 'active')
    throw new AppError('conflict', 'an archive is being made already; wait for it or cancel it');
  if (outcome === 'often')
    throw new AppError('rate_limited', `there are ${exportsPerDay} archives a day`, {
      headers: { 'retry-after': '86400' },
    });
  deps.wakeExports();
  return findExport(deps, userId, id);
}

/** Throws `not_found`. */
export async function findExport(deps: ExportDeps, userId: string, exportId: string): Promise<DataExport> {
  const row = await deps.exports.find(exportId);
  if (row?.userId !== userId) throw new AppError('not_found', 'there is no such export');
  return presentExport(deps, row);
}

export async function listExports(deps: ExportDeps, userId: string): Promise<DataExport[]> {
  return Promise.all((await deps.exports.listOf(userId)).map((row) => presentExport(deps, row)));
}

/** Stops the making of an archive, or removes one that is there. Throws `not_found`. */
export async function cancelExport(
  deps: ExportDeps & { removeArchive: (userId: string, exportId: string) => Promise<void> },
  by: AuditActor,
  userId: string,
  exportId: string,
): Promise<void> {
  if (!(await deps.exports.cancel(exportId, userId, noteAs(deps, by))))
    throw new AppError('not_found', 'there is no such export, or it is over');
  await deps.removeArchive(userId, exportId);
}

async function presentExport(deps: ExportDeps, row: ExportRow): Promise<DataExport> {
  const now = deps.clock();
  const isThere = row.state === 'ready' && row.expiresAt !== null && row.expiresAt > now;
  return {
    export_id: row.id,
    state: row.state,
    progress_percent: row.progressPercent,
    size_bytes: row.sizeBytes,
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
    download_url: isThere ? await signDownload(deps.downloadKey, deps.publicUrl, row.id, now) : null,
  };
}
