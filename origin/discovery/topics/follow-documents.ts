import { topicsOf } from '../suggest/propose.ts';
import type { TopicStore } from './store.ts';
import { topicVector } from './topic-vector.ts';

export type FollowDeps = { topics: TopicStore; clock: () => Date; closing: AbortSignal };

/** Each takes about a millisecond of the database, for which other writers wait. */
const DOCUMENTS_AT_ONCE = 50;
/** What is indexed at this moment may be written after what is indexed next. */
const SETTLED_MS = 5_000;

/**
 * Notes what videos are about, in the order in which search has indexed them, from where it stopped the last time; what is
 * gone from the index is gone here with it. Looks at about `most` documents and returns how many these were. One at a time.
 */
export async function followDocuments(
  { topics, clock, closing }: FollowDeps,
  most = Number.POSITIVE_INFINITY,
): Promise<number> {
  const until = new Date(clock().getTime() - SETTLED_MS);
  for (let followed = 0; ; ) {
    closing.throwIfAborted();
    const { documents, documentCount } = await topics.documentsAfter(await topics.position(), until, DOCUMENTS_AT_ONCE);
    const last = documents.at(-1);
    if (last === undefined || followed >= most) return followed;
    const vectors = documents.flatMap(({ docid, kind, words }): [number, number[]][] => {
      const [topic] = kind === 'video' ? topicsOf([{ videoId: '', words }], documentCount) : [];
      const vector = topic ? topicVector(topic.weights.keys(), `document ${docid}`) : null;
      return vector ? [[docid, vector]] : [];
    });
    await topics.put(vectors, last);
    followed += documents.length;
  }
}
