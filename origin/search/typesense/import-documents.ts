import type { Client } from 'typesense';
import type { Log } from '../../../platform/log.ts';
import type { SearchDocument } from '../search-document.ts';
import { type TypesenseDocument, typesenseDocument } from './collection.ts';

/**
 * Makes or renews documents. One that the server refuses is told of and passed over, since it would be refused again and
 * hold up all others; rejects when the server could not do it at that moment.
 */
export async function importDocuments(
  client: Client,
  collection: string,
  documents: readonly SearchDocument[],
  log: Pick<Log, 'warn'>,
): Promise<void> {
  if (documents.length === 0) return;
  const lines = documents.map(typesenseDocument);
  const answers = await client
    .collections<TypesenseDocument>(collection)
    .documents()
    .import(lines, { action: 'upsert', throwOnFail: false });
  for (const [at, answer] of answers.entries()) {
    if (answer.success) continue;
    const { code, error } = answer;
    if (code === undefined || code >= 500) throw new Error(`Typesense could not index: ${error}`);
    log.warn({ document: lines[at]?.id, code, error }, 'Typesense refuses a document');
  }
}
