import { chooseEase } from '../../origin/discovery/model/choose-ease.ts';
import { toInteractions } from '../../origin/discovery/model/interactions.ts';
import { type Discovery, openDiscovery } from '../../origin/discovery/open-discovery.ts';
import { listRecommendations } from '../../origin/discovery/suggest/list-recommendations.ts';
import type { Actor } from '../../origin/policy/who.ts';
import type { Database } from '../../platform/database.ts';
import { migratedDatabase } from '../../testkit/services.ts';
import type { BenchResult } from '../bench-case.ts';
import { TOPICS } from '../population/names.ts';
import { benchOriginConfig } from '../suggestions/origin-config.ts';
import { evaluate } from './evaluate.ts';
import { fillInstallation, type Installation } from './made-up-installation.ts';
import { type MadeUp, makeUpRatings } from './made-up-ratings.ts';
import { ndcgAt, recallAt } from './ranking-metrics.ts';
import { byEase, byPopularity } from './recommenders.ts';
import type { Case } from './split-ratings.ts';

const SHOWN = 20;
/** The longest list that the API serves. */
const DEPTH = 50;
/** So many videos of a session may be named. */
const RECENT = 20;
/** What was indexed this moment counts as settled. */
const SETTLED_MS = 60_000;

/**
 * How well the lists that origin serves guess what somebody watched next, on a libSQL server with a made-up installation:
 * before anything is learnt, after, and for who is not signed in and names what they watched last. Beside them the same
 * people by popularity, and by the model alone, in which nothing is capped, mixed in or held back.
 */
export async function measureServed(
  { people, items, perPerson }: Omit<MadeUp, 'topics'>,
  judgedPeople: number,
): Promise<BenchResult> {
  const ratings = makeUpRatings({ people, items, topics: TOPICS.length, perPerson });
  const lists = [...Map.groupBy(ratings, ({ user }) => user).values()].map((of) => of.map(({ item }) => item));
  const known = lists.map((list) => list.slice(0, -1));
  const cases = lists.slice(0, judgedPeople).map((list, at) => ({
    known: known[at] ?? [],
    wanted: new Set(list.slice(-1)),
  }));
  const train = toInteractions(known, items);
  const alone = {
    popularity: evaluate(byPopularity(train), train, cases),
    model_alone: evaluate(byEase(train, chooseEase(train), items), train, cases),
  };
  const served = await measureInstallation(known, items, cases);
  return {
    figures: Object.fromEntries([
      ...Object.entries(alone).map(([name, { recall_at_20 }]) => [`served_${name}_recall_at_20`, recall_at_20]),
      ...Object.entries(served).flatMap(([name, { recall, ndcg }]) => [
        [`served_${name}recall_at_20`, recall],
        [`served_${name}ndcg_at_50`, ndcg],
      ]),
    ]),
    ratios: {
      served_recall_vs_popularity: served[''].recall / alone.popularity.recall_at_20,
      served_recall_vs_model_alone: served[''].recall / alone.model_alone.recall_at_20,
    },
  };
}

type Asked = { actor: Actor; recent: readonly string[] };

async function measureInstallation(known: readonly (readonly number[])[], items: number, cases: readonly Case[]) {
  const database = await migratedDatabase();
  try {
    const { userIds, videoIds } = await fillInstallation(database.db, known, items, new Date());
    const signedIn = (at: number): Asked => ({ actor: { userId: userIds[at] ?? '', role: 'viewer' }, recent: [] });
    const anonymous = (at: number): Asked => {
      const watched = known[at]?.slice(-RECENT).reverse() ?? [];
      return { actor: null, recent: watched.flatMap((item) => videoIds[item] ?? []) };
    };
    const judge = (asked: (at: number) => Asked) => judgeLists(database.db, { cases, videoIds, asked });
    await (await open(database.db)).followDocuments();
    const unlearnt = await judge(signedIn);
    await (await open(database.db)).buildModel();
    return { '': await judge(signedIn), anonymous_: await judge(anonymous), unlearnt_: unlearnt };
  } finally {
    await database.stop();
  }
}

/** As an origin does that has just begun: nothing is remembered. */
const open = (db: Database): Promise<Discovery> =>
  openDiscovery({
    ...{ config: benchOriginConfig(), db, clock: () => new Date(Date.now() + SETTLED_MS) },
    closing: new AbortController().signal,
  });

/** Means over all cases. */
async function judgeLists(
  db: Database,
  of: Pick<Installation, 'videoIds'> & { cases: readonly Case[]; asked: (at: number) => Asked },
): Promise<{ recall: number; ndcg: number }> {
  const { routes } = await open(db);
  const numbers = new Map(of.videoIds.map((videoId, item) => [videoId, item]));
  const sums = { recall: 0, ndcg: 0 };
  for (const [at, { wanted }] of of.cases.entries()) {
    const { actor, recent } = of.asked(at);
    const { videos } = await listRecommendations(routes, actor, { limit: DEPTH, recent });
    const ranked = videos.map(({ video_id }) => numbers.get(video_id) ?? -1);
    sums.recall += recallAt(SHOWN, ranked, wanted);
    sums.ndcg += ndcgAt(DEPTH, ranked, wanted);
  }
  return { recall: sums.recall / of.cases.length, ndcg: sums.ndcg / of.cases.length };
}
