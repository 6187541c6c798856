import { createCommentStore } from '../../edge/comments/store.ts';
import { anyState, openDatabase } from '../../edge/metadata/database.ts';
import type { CommentSort } from '../../shared/contracts/comments.ts';

const PAGE = 20;
const MAX_PAGES = 1_000;

/** How long each page of a video's comments took to read, first replies included, in order: at most 1,000 pages. */
export async function readCommentPages(databaseUrl: string, videoId: string, sort: CommentSort): Promise<number[]> {
  const store = openStore(databaseUrl);
  const tookMs: number[] = [];
  const seen = new Set<string>();
  for (let after: Parameters<typeof store.list>[0]['after'] = null; tookMs.length < MAX_PAGES; ) {
    const startedAt = performance.now();
    const { value } = await store.list({ videoId, sort, after, limit: PAGE }, anyState);
    tookMs.push(performance.now() - startedAt);
    const keyOf = (row: (typeof value.asked)[number]) => (sort === 'top' ? row.score : row.createdAtMs);
    const inOrder = value.asked.toSorted((a, b) => keyOf(b) - keyOf(a) || (a.commentId < b.commentId ? 1 : -1));
    for (const { commentId } of inOrder) {
      if (seen.has(commentId)) throw new Error('a comment came on two pages');
      seen.add(commentId);
    }
    const last = inOrder.at(-1);
    if (!last || inOrder.length < PAGE) break;
    after = { key: keyOf(last), commentId: last.commentId };
  }
  return tookMs;
}

/** The same for the first pages of different videos, which are in nobody's cache. */
export async function readFirstPages(databaseUrl: string, videoIds: readonly string[]): Promise<number[]> {
  const store = openStore(databaseUrl);
  const tookMs: number[] = [];
  for (const videoId of videoIds) {
    const startedAt = performance.now();
    await store.list({ videoId, sort: 'top', after: null, limit: PAGE }, anyState);
    tookMs.push(performance.now() - startedAt);
  }
  return tookMs;
}

/** As the edge of a plain workerd reads: one statement in one request over Hrana. */
function openStore(url: string) {
  const options = { primary: { url, token: null }, replica: null, now: () => performance.now(), maxStreams: 8 };
  return createCommentStore(openDatabase({ ...options, primaryTimeoutMs: 60_000 }));
}
