import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { recountAllComments } from '../comments/recount/recount-comments.ts';
import { createCommentRecountStore } from '../comments/recount/store.ts';
import { recountAll } from './recount.ts';
import { createRecountStore } from './store.ts';

/** Compares every kept count with its rows, mends what differs, and logs how many did. */
export async function recountEverything(db: Database, log: Log, signal: AbortSignal): Promise<void> {
  const comments = await recountAllComments(createCommentRecountStore(db), signal);
  const others = await recountAll(createRecountStore(db), signal);
  const drifted = { ...comments, ...others };
  if (Object.values(drifted).some((count) => count > 0)) log.warn({ drifted }, 'counts had drifted and are mended');
}
