import type { DeliveryDeps } from '../../media/deliver-media.ts';
import type { AuthorizeDeps } from '../../playback/authorize-playback.ts';
import type { BrowseDeps } from '../browse/deps.ts';
import type { SitemapStore } from './store.ts';

/** What other sites and programs ask of this one. */
export type AboutSiteDeps = AuthorizeDeps &
  Pick<BrowseDeps, 'lists' | 'answers'> & {
    publicUrl: string;
    media: DeliveryDeps;
    sitemaps: SitemapStore;
    now: () => number;
    /** Keeps work alive beyond the request that began it. */
    waitUntil: (work: Promise<unknown>) => void;
  };

/** No longer than a withdrawal may take to count everywhere. */
export const SHARED_FOR_SEC = 30;
