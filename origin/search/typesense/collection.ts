import type { Client } from 'typesense';
import type { CollectionCreateSchema } from 'typesense/lib/Typesense/Collections.js';
import { indexedWords, type SearchDocument } from '../search-document.ts';
import type { Subject } from '../store.ts';

/** What everyone asks; it names the collection that is whole. */
export const ALIAS = 'kinora_search';

export type TypesenseDocument = {
  id: string;
  kind: Subject['kind'];
  subject_id: string;
  title: string;
  tags: string;
  channel: string;
  description: string;
  captions: string;
  marks: string[];
  /** Milliseconds since 1970. */
  published_at: number;
};

export const idOf = ({ kind, subjectId }: Subject): string => `${kind}-${subjectId}`;

/** In the words that every engine indexes: folded and split alike, so that only spaces are left to split at. */
export function typesenseDocument(document: SearchDocument): TypesenseDocument {
  const { title, tags, channel, description, captions } = indexedWords(document);
  return {
    ...{ id: idOf(document), kind: document.kind, subject_id: document.subjectId },
    ...{ title, tags, channel, description, captions, marks: [...document.marks] },
    published_at: document.publishedAt.getTime(),
  };
}

/** An empty collection; its name grows with time. */
export async function createCollection(client: Client, now: Date): Promise<string> {
  const name = `${ALIAS}_${now.getTime()}_${crypto.randomUUID().slice(0, 8)}`;
  const text = (field: string) => ({ name: field, type: 'string' as const });
  const schema: CollectionCreateSchema = {
    name,
    fields: [
      ...['title', 'tags', 'channel', 'description', 'captions'].map(text),
      { name: 'marks', type: 'string[]' },
      { name: 'published_at', type: 'int64' },
      { name: 'kind', type: 'string', index: false, optional: true },
      { name: 'subject_id', type: 'string', index: false, optional: true },
    ],
    default_sorting_field: 'published_at',
  };
  await client.collections().create(schema);
  return name;
}

/** Points everyone to `collection` at once, and deletes what they were pointed to before. */
export async function pointAliasTo(client: Client, collection: string): Promise<void> {
  const before = await currentCollection(client);
  await client.aliases().upsert(ALIAS, { collection_name: collection });
  if (before !== null && before !== collection) await client.collections(before).delete();
}

/** `null` when there is none. */
export async function currentCollection(client: Client): Promise<string | null> {
  const { aliases } = await client.aliases().retrieve();
  return aliases.find(({ name }) => name === ALIAS)?.collection_name ?? null;
}
