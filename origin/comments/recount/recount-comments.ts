import type { CommentRecount } from '../../../shared/contracts/comments.ts';
import type { CommentRecountStore } from './store.ts';

const COMMENTS_PER_PAGE = 500;
const VIDEOS_PER_PAGE = 100;
const PAGES_PER_SLICE = 20;

/** Where a recount goes on: first through all comments, newest first, then through all videos. */
type Position = { kind: 'comments' | 'videos'; id: string };
const START: Position = { kind: 'comments', id: 'g' }; // after every id there can be

/**
 * Compares counts with the rows they stand for, a slice at a time, and mends what has drifted. It may run beside
 * everything else, and any slice again. `from` is the `next` of the slice before, null to begin.
 */
export async function recountComments(store: CommentRecountStore, from: string | null): Promise<CommentRecount> {
  const result: CommentRecount = { comments: 0, videos: 0, repaired_comments: 0, repaired_videos: 0, next: null };
  let position: Position | null = from === null ? START : readPosition(from);
  for (let pages = 0; position !== null && pages < PAGES_PER_SLICE; pages += 1)
    position =
      position.kind === 'comments'
        ? await recountPage(store, position.id, result)
        : await recountVideos(store, position.id, result);
  return { ...result, next: position && `${position.kind}:${position.id}` };
}

/** All slices, for as long as `signal` lets it. Returns how many comments, and videos' totals of comments, were wrong. */
export async function recountAllComments(store: CommentRecountStore, signal: AbortSignal) {
  const sum = { comments: 0, commentTotals: 0 };
  for (let from: string | null = null; !signal.aborted; ) {
    const { repaired_comments, repaired_videos, next } = await recountComments(store, from);
    sum.comments += repaired_comments;
    sum.commentTotals += repaired_videos;
    if (next === null) break;
    from = next;
  }
  return sum;
}

/** Newest first: whether a tombstone counts for what it replies to is decided by its own replies. */
async function recountPage(store: CommentRecountStore, before: string, result: CommentRecount): Promise<Position> {
  const page = await store.pageOfComments(before, COMMENTS_PER_PAGE);
  for (const { id, kept, counted } of page) {
    const isRight =
      kept.likes === counted.likes && kept.dislikes === counted.dislikes && kept.replies === counted.replies;
    if (isRight) continue;
    await store.repairComment(id);
    result.repaired_comments += 1;
  }
  result.comments += page.length;
  const last = page.at(-1);
  return last && page.length === COMMENTS_PER_PAGE ? { kind: 'comments', id: last.id } : { kind: 'videos', id: '' };
}

async function recountVideos(
  store: CommentRecountStore,
  after: string,
  result: CommentRecount,
): Promise<Position | null> {
  const page = await store.pageOfVideos(after, VIDEOS_PER_PAGE);
  for (const { id, kept, counted } of page) {
    if (kept === counted) continue;
    await store.repairVideo(id, counted - kept);
    result.repaired_videos += 1;
  }
  result.videos += page.length;
  const last = page.at(-1);
  return last && page.length === VIDEOS_PER_PAGE ? { kind: 'videos', id: last.id } : null;
}

function readPosition(text: string): Position {
  const at = text.indexOf(':');
  return { kind: text.slice(0, at) === 'videos' ? 'videos' : 'comments', id: text.slice(at + 1) };
}
