import { Hono } from 'hono';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { AuthorizeDeps } from '../../playback/authorize-playback.ts';
import { channelPages } from '../channel/routes.tsx';
import { searchPage } from '../search/routes.tsx';
import type { BrowseDeps } from './deps.ts';
import { browsePages } from './routes.tsx';
import { type AskOrigin, createSharedAnswers } from './shared-answers.ts';
import { createShowVideos, type ShowDeps } from './show-videos.ts';
import type { ListStore } from './store.ts';
import { createVideoLists } from './video-lists.ts';

export type FindingDeps = AuthorizeDeps &
  ShowDeps &
  Pick<BrowseDeps, 'forward' | 'now'> & {
    listStore: ListStore;
    ask: AskOrigin;
    /** Keeps work alive beyond the request that began it. */
    waitUntil: (work: Promise<unknown>) => void;
  };

/** What is the same for everybody is kept for seconds, once for all pages. */
export function createFinding({ listStore: store, ...deps }: FindingDeps): BrowseDeps {
  return {
    ...deps,
    lists: createVideoLists({ ...deps, store }),
    answers: createSharedAnswers(deps),
    show: createShowVideos(deps),
    readerOf: async (c) => (await deps.viewerOf(c))?.hash ?? null,
  };
}

/** The pages on which people find videos and channels. */
export function findingPages(pages: BrowseDeps): Hono<EdgeEnv> {
  return new Hono<EdgeEnv>()
    .route('/', browsePages(pages))
    .route('/', searchPage(pages))
    .route('/', channelPages(pages));
}
