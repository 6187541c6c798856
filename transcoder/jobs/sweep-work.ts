import { transcodeJobIds } from '../../shared/contracts/transcode.ts';
import { removeWork } from '../steps/remove-work.ts';
import type { JobDeps } from './job-deps.ts';
import { isKeptMark } from './kept-work.ts';

/** Longer than any job that has just been added could stay unseen. */
const minAgeMs = 3_600_000;
/** How long an operator has to retry a failed video without all its work being done again. */
const keepForRetryMs = 7 * 24 * 3_600_000;

/**
 * Removes intermediate files of encodes that no job will ever end: those whose jobs Redis lost, what a process killed
 * while it tidied up has left, and what nobody has retried for a week. Returns how many encodes that were.
 */
export async function sweepWork(deps: Pick<JobDeps, 'store' | 'transcode' | 'clock'>): Promise<number> {
  const newestMs = new Map<string, number>();
  const kept = new Set<string>();
  for await (const { key, lastModified } of deps.store.list('work/')) {
    const [, videoId, encode] = key.split('/');
    if (videoId === undefined || encode === undefined) continue;
    const name = `${videoId}/${encode}`;
    if (isKeptMark(key)) kept.add(name);
    newestMs.set(name, Math.max(newestMs.get(name) ?? 0, lastModified.getTime()));
  }
  let removed = 0;
  for (const [name, lastMs] of newestMs) {
    if (deps.clock() - lastMs < (kept.has(name) ? keepForRetryMs : minAgeMs)) continue;
    const [videoId = '', encode = ''] = name.split('/');
    if (await isUnderWay(deps, videoId, encode)) continue;
    await removeWork({ videoId, encode }, deps);
    removed++;
  }
  return removed;
}

async function isUnderWay(
  { transcode }: Pick<JobDeps, 'transcode'>,
  videoId: string,
  encode: string,
): Promise<boolean> {
  const { finish, finishCodec, prepare } = transcodeJobIds;
  const ids = [finish(videoId, encode), finishCodec(videoId, encode), prepare(videoId)];
  const states = await Promise.all(ids.map((id) => transcode.getJobState(id)));
  return states.some((state) => !['completed', 'failed', 'unknown'].includes(state));
}
