import type { Log } from '../../../platform/log.ts';
import type { ObjectStore } from '../../../platform/object-store/object-store.ts';
import type { TranscodeJobs } from '../../adapters/bullmq-jobs.ts';
import type { AuditingDeps } from '../../audit/note-as.ts';
import type { VoteStore } from '../../comments/votes/store.ts';
import type { RatingStore } from '../../ratings/store.ts';
import type { SubscriptionStore } from '../../subscriptions/store.ts';
import type { VideoStore } from '../../videos/store.ts';
import type { PersonalRowStore } from '../rows/store.ts';
import type { SearchIndexStore } from '../search-index/store.ts';
import type { ErasureStore } from './store.ts';

export type ErasureDeps = AuditingDeps & {
  erasures: ErasureStore;
  rows: PersonalRowStore;
  searchIndex: SearchIndexStore;
  videos: Pick<VideoStore, 'delete'>;
  votes: VoteStore;
  ratings: RatingStore;
  subscriptions: SubscriptionStore;
  objects: ObjectStore;
  jobs: Pick<TranscodeJobs, 'cancel' | 'remove'>;
  log: Log;
  /** Keep a keyed hash of the address, so that it cannot sign up again. */
  refuseErasedAddresses: boolean;
  addressHash: (email: string) => Promise<string>;
};
