import { Client, Errors } from 'typesense';
import type { Log } from '../../../platform/log.ts';
import type { FtsStore } from '../fts/store.ts';
import type { ParsedQuery } from '../query/parse-query.ts';
import type { SearchEngine } from '../search-engine.ts';
import type { Subject } from '../store.ts';
import { editDistance } from '../typos/edit-distance.ts';
import { mistakesAllowed } from '../typos/word-parts.ts';
import {
  ALIAS,
  createCollection,
  currentCollection,
  idOf,
  pointAliasTo,
  type TypesenseDocument,
} from './collection.ts';
import { importDocuments } from './import-documents.ts';
import { searchParameters, waysToAsk } from './search-parameters.ts';

const SEARCH_TIMEOUT_SEC = 2;
/** Of what is brought to the index: a page of documents with all their captions. */
const INDEX_TIMEOUT_SEC = 60;

export type TypesenseOptions = { url: string; apiKey: string };

/**
 * An engine on a Typesense server. `counts` tells how common words are, from the index in the database, which there is
 * besides. Rejects when the server does not answer.
 */
export function createTypesenseEngine(
  options: TypesenseOptions,
  deps: { counts: Pick<FtsStore, 'countWords'>; log: Pick<Log, 'warn'>; clock: () => Date },
): SearchEngine {
  const asking = openClient(options, SEARCH_TIMEOUT_SEC);
  const filling = openClient(options, INDEX_TIMEOUT_SEC);
  const ready = async (): Promise<void> => {
    if ((await currentCollection(filling)) === null)
      await pointAliasTo(filling, await createCollection(filling, deps.clock()));
  };
  return {
    async index(documents) {
      if (documents.length === 0) return;
      await ready();
      await importDocuments(filling, ALIAS, documents, deps.log);
    },
    async rebuild() {
      const collection = await createCollection(filling, deps.clock());
      return {
        isInPlace: false,
        index: (documents) => importDocuments(filling, collection, documents, deps.log),
        finish: () => pointAliasTo(filling, collection),
      };
    },
    async remove(subjects) {
      if (subjects.length === 0 || (await currentCollection(filling)) === null) return;
      const ids = subjects.map((subject) => `\`${idOf(subject)}\``).join(',');
      await filling
        .collections(ALIAS)
        .documents()
        .delete({ filter_by: `id:=[${ids}]` });
    },
    /** Its server does so by itself. */
    async compact() {},
    async find(asked) {
      const words = asked.query.terms.flatMap((term) => term.words);
      const [counted, answers] = await Promise.all([
        deps.counts.countWords(words),
        Promise.all(
          waysToAsk(asked).map((way) =>
            asking.collections<TypesenseDocument>(ALIAS).documents().search(searchParameters(way), {}).catch(noneYet),
          ),
        ),
      ]);
      const hits = answers.flatMap((answer) => answer?.hits ?? []);
      const subjects = new Map(
        hits.map(({ document: { id, kind, subject_id } }): [string, Subject] => [id, { kind, subjectId: subject_id }]),
      );
      const matched = hits.flatMap(({ highlights }) => highlights ?? []).flatMap(tokensOf);
      return { ...counted, subjects: [...subjects.values()], spellings: spellingsIn(asked.query, new Set(matched)) };
    },
  };
}

const openClient = ({ url, apiKey }: TypesenseOptions, connectionTimeoutSeconds: number): Client =>
  new Client({ nodes: [{ url }], apiKey, connectionTimeoutSeconds, numRetries: 0, logLevel: 'silent' });

/** Before the first document there is nothing to be found. */
function noneYet(error: unknown): null {
  if (error instanceof Errors.ObjectNotFound) return null;
  throw error;
}

const tokensOf = ({ matched_tokens: tokens }: { matched_tokens?: unknown }): string[] =>
  [tokens].flat(2).filter((token) => typeof token === 'string');

/** Which of the words that were found stand for a word of the query in another spelling. */
function spellingsIn({ terms }: ParsedQuery, matched: ReadonlySet<string>): Map<string, string[]> {
  const spellings = new Map<string, string[]>();
  for (const { words, isExact } of terms) {
    const [word = '', ...more] = words;
    const limit = mistakesAllowed(word);
    if (isExact || more.length > 0 || limit === 0) continue;
    const others = [...matched].filter((other) => other !== word && editDistance(word, other, limit) <= limit);
    if (others.length > 0) spellings.set(word, others);
  }
  return spellings;
}
