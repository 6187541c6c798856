import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { toBase64Url } from '../../shared/base64url.ts';
import { deriveHmacKey } from '../../shared/derived-key.ts';
import type { OriginConfig } from '../config.ts';
import { createRecentAnswers } from '../discovery/recent-answers.ts';
import { createChosen } from './choices/chosen.ts';
import { createChoices } from './choices/note-choices.ts';
import { createChoiceStore } from './choices/store.ts';
import { createFtsEngine } from './fts/fts-engine.ts';
import { createFtsStore } from './fts/store.ts';
import type { PipelineDeps } from './pipeline/deps.ts';
import { createPipelineStore } from './pipeline/store.ts';
import { createSearchStore } from './results/store.ts';
import type { SearchRouteDeps } from './routes.ts';
import { type CompiledRules, compileRules } from './rules/compile-rules.ts';
import { createRulesStore, type RulesStore } from './rules/store.ts';
import { createPastQueries } from './suggest/past-queries.ts';
import { createSuggestStore } from './suggest/store.ts';
import type { createTypesenseEngine } from './typesense/typesense-engine.ts';
import { withFallback } from './with-fallback.ts';

/** Whoever changes them waits so long at most for every origin to follow. */
const RULES_KEPT_MS = 5_000;
/** What is asked again meanwhile is not looked for again, unless the index has changed; who may see it is. */
const ANSWERS_KEPT_MS = 2_000;

export type OpenSearch = {
  search: SearchRouteDeps;
  /** One for each engine; `lease` says who follows the change feed for it. */
  pipelines: { lease: string; deps: PipelineDeps }[];
  rules: RulesStore;
  /** Writes down what was searched for and chosen since the last time. */
  flushQueries: () => Promise<void>;
  forgetAskersBefore: (time: Date) => Promise<void>;
};

/** Searching, suggesting and indexing, on the same engine. */
export async function openSearch(deps: {
  config: OriginConfig;
  db: Database;
  objects: ObjectStore;
  isDecent: (text: string) => Promise<boolean>;
  log: Pick<Log, 'warn'>;
  clock: () => Date;
}): Promise<OpenSearch> {
  const { config, db, objects, isDecent, log, clock } = deps;
  const counts = createFtsStore(db);
  const fts = createFtsEngine(counts);
  const { KINORA_TYPESENSE_URL: url, KINORA_TYPESENSE_API_KEY: apiKey } = config;
  const typesense = url && apiKey ? await openTypesense({ url, apiKey }, { counts, log, clock }) : null;
  const engine = typesense ? withFallback(typesense, fts, { log, clock }) : fts;
  const reading = { objects, clock };
  const ranking = {
    popularityBoost: config.KINORA_SEARCH_POPULARITY_BOOST,
    recencyBoost: config.KINORA_SEARCH_RECENCY_BOOST,
    recencyHalfLifeDays: config.KINORA_SEARCH_RECENCY_HALF_LIFE_DAYS,
    choiceBoost: config.KINORA_SEARCH_CHOICE_BOOST,
  };
  const suggestions = createSuggestStore(db);
  const key = await deriveHmacKey(config.KINORA_AUTH_SECRET, 'people who searched');
  const hash = async (person: string) => {
    const month = clock().toISOString().slice(0, 7);
    const bytes = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(`${month} ${person}`));
    return toBase64Url(new Uint8Array(bytes, 0, 12));
  };
  const rules = createRulesStore(db);
  const keptRules = createRecentAnswers<CompiledRules>({ keptMs: RULES_KEPT_MS, most: 1, clock });
  const choiceStore = createChoiceStore(db);
  const choices = createChoices({ store: choiceStore, hash, clock });
  const minPeople = config.KINORA_SUGGEST_MIN_PEOPLE;
  const pastQueries = createPastQueries({ store: suggestions, hash, isDecent, clock });
  return {
    search: {
      ...{ engine, store: createSearchStore(db), ranking, clock, pastQueries: suggestions },
      rankings: createRecentAnswers({ keptMs: ANSWERS_KEPT_MS, most: 1_000, clock }),
      completions: createRecentAnswers({ keptMs: ANSWERS_KEPT_MS, most: 5_000, clock }),
      rules: () => keptRules.get('all', async () => compileRules(await rules.read())),
      chosenFor: createChosen({ store: choiceStore, minPeople, clock }),
      minPeople,
      noteQuery: pastQueries.note,
      noteChoice: choices.note,
    },
    pipelines: [
      { lease: 'search-index', deps: { engine: fts, store: createPipelineStore(db), ...reading } },
      ...(typesense
        ? [
            {
              lease: 'search-typesense',
              deps: { engine: typesense, store: createPipelineStore(db, 'typesense'), ...reading },
            },
          ]
        : []),
    ],
    rules,
    async flushQueries() {
      await pastQueries.flush();
      await choices.flush();
    },
    async forgetAskersBefore(time) {
      await suggestions.forgetBefore(time);
      await choiceStore.forgetBefore(time);
    },
  };
}

/** Its client takes five megabytes of memory, so it is loaded only where it is used. */
async function openTypesense(...given: Parameters<typeof createTypesenseEngine>) {
  const typesense = await import('./typesense/typesense-engine.ts');
  return typesense.createTypesenseEngine(...given);
}
