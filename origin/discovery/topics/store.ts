import { eq, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { topicProgress } from '../../../shared/schema/index.ts';
import { wordCountsSql } from '../suggest/store.ts';

export type TopicStore = ReturnType<typeof createTopicStore>;
/** A document in the order of indexing. */
export type TopicPosition = { indexedAtMs: number; docid: number };
export type IndexedDocument = TopicPosition & { kind: string; words: Map<string, number> };

const ONLY = 1;

export function createTopicStore(db: Database) {
  return {
    async position(): Promise<TopicPosition> {
      const [row] = await db.select().from(topicProgress).where(eq(topicProgress.id, ONLY));
      return row ? { indexedAtMs: row.indexedAt.getTime(), docid: row.docid } : { indexedAtMs: 0, docid: 0 };
    },

    /** The next `limit` documents after `position` that were indexed up to `until`, with how common their words are. */
    async documentsAfter(
      { indexedAtMs, docid }: TopicPosition,
      until: Date,
      limit: number,
    ): Promise<{ documents: IndexedDocument[]; documentCount: number }> {
      const { rows, count } = await db.get<{ rows: string; count: number }>(sql`
        select json_group_array(json_array(d.docid, d.indexed_at, d.kind, json((${wordCountsSql})))) as rows,
          (select coalesce(max(docid), 0) from search_documents) as count
        from (select * from search_documents
          where indexed_at >= ${indexedAtMs} and indexed_at <= ${until.getTime()}
            and (indexed_at > ${indexedAtMs} or docid > ${docid})
          order by indexed_at, docid limit ${limit}) d`);
      type Row = [docid: number, indexedAtMs: number, kind: string, words: [word: string, documents: number][]];
      const documents = (JSON.parse(rows) as Row[]).map(([at, ms, kind, words]) => ({
        ...{ docid: at, indexedAtMs: ms, kind, words: new Map(words) },
      }));
      return { documents, documentCount: count };
    },

    /** Writes what documents are about, of those that are still there, and how far that is. */
    async put(topics: readonly [docid: number, vector: number[]][], position: TopicPosition): Promise<void> {
      const { indexedAtMs, docid } = position;
      const rows = JSON.stringify(topics.map(([at, vector]) => [at, JSON.stringify(vector)]));
      await db.transaction(async (tx) => {
        const written = sql`json_each(${rows}) j`;
        // Never updated: see the schema.
        await tx.run(sql`delete from video_topics where docid in (
          select t.docid from ${written} cross join video_topics t
          where t.docid = j.value ->> 0 and t.topic is not vector8(j.value ->> 1))`);
        await tx.run(sql`insert into video_topics (docid, topic)
          select d.docid, vector8(j.value ->> 1) from ${written}
          cross join search_documents d where d.docid = j.value ->> 0
          on conflict (docid) do nothing`);
        await tx.run(sql`insert into topic_progress (id, indexed_at, docid) values (${ONLY}, ${indexedAtMs}, ${docid})
          on conflict (id) do update set indexed_at = excluded.indexed_at, docid = excluded.docid`);
      });
    },
  };
}
