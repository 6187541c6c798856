import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { deriveHmacKey } from '../../shared/derived-key.ts';
import type { TranscodeJobs } from '../adapters/bullmq-jobs.ts';
import type { Repeating } from '../adapters/repeat.ts';
import type { RecordAudit } from '../audit/record-audit.ts';
import { createVoteStore } from '../comments/votes/store.ts';
import type { OriginConfig } from '../config.ts';
import type { Mailer } from '../mail/mailer.ts';
import { createRatingStore } from '../ratings/store.ts';
import type { Rounds } from '../rounds/create-rounds.ts';
import { createSubscriptionStore } from '../subscriptions/store.ts';
import { createVideoStore } from '../videos/store.ts';
import { erasePeople } from './erasure/erase-people.ts';
import { createRefuseErased, type RefuseErased } from './erasure/refuse-erased.ts';
import { createErasureStore } from './erasure/store.ts';
import { makeExports } from './exports/make-exports.ts';
import { createExportStore } from './exports/store.ts';
import type { PrivacyDeps } from './routes.ts';
import { createPersonalRowStore } from './rows/store.ts';
import { createSearchIndexStore } from './search-index/store.ts';

export type Privacy = { deps: PrivacyDeps; refuseErased: RefuseErased; rounds: Repeating[] };

const dayMs = 24 * 3_600_000;

/** Archives and erasure as the configuration wants them. `repeatAlone` runs a round in one origin at a time. */
export async function openPrivacy(options: {
  config: Pick<OriginConfig, 'KINORA_AUTH_SECRET' | 'KINORA_ERASURE_GRACE_DAYS' | 'KINORA_REFUSE_ERASED_ADDRESSES'>;
  db: Database;
  objects: ObjectStore;
  jobs: Pick<TranscodeJobs, 'cancel' | 'remove'>;
  mailer: Mailer;
  recordAudit: RecordAudit;
  publicUrl: string;
  clock: () => Date;
  log: Log;
  closing: AbortSignal;
  repeatAlone: Rounds['everyAlone'];
}): Promise<Privacy> {
  const { config, db } = options;
  const deps = {
    ...options,
    exports: createExportStore(db),
    erasures: createErasureStore(db),
    rows: createPersonalRowStore(db),
    searchIndex: createSearchIndexStore(db),
    videos: createVideoStore(db),
    votes: createVoteStore(db),
    ratings: createRatingStore(db),
    subscriptions: createSubscriptionStore(db),
    downloadKey: await deriveHmacKey(config.KINORA_AUTH_SECRET, 'data exports'),
    graceMs: config.KINORA_ERASURE_GRACE_DAYS * dayMs,
    refuseErasedAddresses: config.KINORA_REFUSE_ERASED_ADDRESSES,
    addressHash: await addressHasher(config.KINORA_AUTH_SECRET),
  };
  const exporting = options.repeatAlone(30_000, 'making archives', 'make-exports', () => makeExports(deps));
  const erasing = options.repeatAlone(10_000, 'erasing people', 'erase-people', () => erasePeople(deps));
  return {
    deps: { ...deps, wakeExports: exporting.wake, wakeErasure: erasing.wake },
    refuseErased: createRefuseErased(deps),
    rounds: [exporting, erasing],
  };
}

/** Keyed, so that who has the database alone cannot try out addresses. */
export async function addressHasher(secret: string): Promise<(email: string) => Promise<string>> {
  const key = await deriveHmacKey(secret, 'erased addresses');
  return async (email) => {
    const bytes = new TextEncoder().encode(email.toLowerCase());
    return Buffer.from(await crypto.subtle.sign('HMAC', key, bytes)).toString('hex');
  };
}
