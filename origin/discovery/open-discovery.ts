import type { Database } from '../../platform/database.ts';
import { toBase64Url } from '../../shared/base64url.ts';
import { deriveHmacKey } from '../../shared/derived-key.ts';
import { createChannelStore } from '../channels/store.ts';
import type { OriginConfig } from '../config.ts';
import { createVideoStore } from '../videos/store.ts';
import { buildModelWhenDue } from './batch/build-model.ts';
import { createBatchStore } from './batch/store.ts';
import { trainAside } from './batch/train-aside.ts';
import { createFeedbackStore } from './feedback/store.ts';
import { createLivingVideos } from './living/store.ts';
import { createRecentAnswers } from './recent-answers.ts';
import type { DiscoveryRouteDeps } from './routes.ts';
import { countSignals, pruneTrends } from './signals/count-signals.ts';
import { groupOf } from './signals/people-bits.ts';
import { createSignalStore } from './signals/store.ts';
import { createSuggestionStore } from './suggest/store.ts';
import { followDocuments } from './topics/follow-documents.ts';
import { createTopicStore } from './topics/store.ts';
import { createTrendStore } from './trending/store.ts';

const IMPRESSIONS_KEPT_MS = 30 * 24 * 3_600_000;

export type Discovery = {
  routes: DiscoveryRouteDeps;
  /** Rounds that one origin at a time runs. */
  countSignals: () => Promise<number>;
  buildModel: () => Promise<boolean>;
  followDocuments: (most?: number) => Promise<number>;
  /** Of what weighs nothing, or is too old, to be run now and then. */
  forget: () => Promise<void>;
};

/** Trending, related and recommended videos, and what they are made from. */
export async function openDiscovery(deps: {
  config: OriginConfig;
  db: Database;
  clock: () => Date;
  closing: AbortSignal;
}): Promise<Discovery> {
  const { config, db, clock, closing } = deps;
  const key = await deriveHmacKey(config.KINORA_AUTH_SECRET, 'sources of attention');
  const hash = async (source: string) => {
    // Another one every day: the same network on two days cannot be recognised.
    const text = new TextEncoder().encode(`${clock().toISOString().slice(0, 10)} ${source}`);
    return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, text), 0, 12));
  };
  const peopleKey = await deriveHmacKey(config.KINORA_AUTH_SECRET, 'people of pairs');
  const groupOfUser = async (userId: string) =>
    groupOf(new Uint8Array(await crypto.subtle.sign('HMAC', peopleKey, new TextEncoder().encode(userId))));
  const counting = { signals: createSignalStore(db), hash, groupOf: groupOfUser, clock };
  const building = { batch: createBatchStore(db), train: trainAside, clock, closing };
  const following = { topics: createTopicStore(db), clock, closing };
  const feedback = createFeedbackStore(db);
  const channels = createChannelStore(db);
  return {
    routes: {
      ...{ clock, feedback },
      trends: createTrendStore(db),
      trendingLists: createRecentAnswers({ keptMs: 15_000, most: 500, clock }),
      shelves: createRecentAnswers({ keptMs: 15_000, most: 1, clock }),
      suggestionLists: createRecentAnswers({ keptMs: 60_000, most: 5_000, clock }),
      suggestions: createSuggestionStore(db),
      living: createLivingVideos(db),
      diverseVariantPercent: config.KINORA_DIVERSE_SUGGESTIONS_PERCENT,
      videos: { store: createVideoStore(db), clock },
      findChannel: async (channelId) => (await channels.find({ id: channelId })) !== undefined,
    },
    countSignals: () => countSignals(counting),
    buildModel: () => buildModelWhenDue(building, config.KINORA_MODEL_HOURS * 3_600_000),
    followDocuments: (most) => followDocuments(following, most),
    async forget() {
      await pruneTrends(counting);
      await feedback.deleteBefore(new Date(clock().getTime() - IMPRESSIONS_KEPT_MS));
    },
  };
}
