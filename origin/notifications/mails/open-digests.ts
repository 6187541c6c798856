import type { Database } from '../../../platform/database.ts';
import type { Log } from '../../../platform/log.ts';
import type { Repeating } from '../../adapters/repeat.ts';
import type { OriginConfig } from '../../config.ts';
import type { MailTransport } from '../../mail/deliver-mails.ts';
import type { Rounds } from '../../rounds/create-rounds.ts';
import { createVideoStore } from '../../videos/store.ts';
import { createExcerptStore } from '../excerpts/store.ts';
import { createNotificationStore } from '../store.ts';
import { sendDigests } from './send-digests.ts';
import { createDigestStore } from './store.ts';
import { createUnsubscribeLinks, type UnsubscribeLinks } from './unsubscribe-links.ts';

const INTERVAL_MS = 5_000;

/** Mails about notifications: the round that sends them, and the links that turn them off. */
export async function openDigests(deps: {
  config: Pick<OriginConfig, 'KINORA_AUTH_SECRET' | 'KINORA_NOTIFICATION_MAILS_PER_MINUTE'>;
  gapMs: number;
  transport: MailTransport | null;
  publicUrl: string;
  db: Database;
  clock: () => Date;
  log: Log;
  signal: AbortSignal;
  repeatAlone: Rounds['everyAlone'];
}): Promise<{ links: UnsubscribeLinks; rounds: Repeating[] }> {
  const { config, db, clock } = deps;
  const links = await createUnsubscribeLinks(config.KINORA_AUTH_SECRET, deps.publicUrl);
  const sending = {
    ...{ ...deps, links, digests: createDigestStore(db), notifications: createNotificationStore(db) },
    ...{ videos: { store: createVideoStore(db), clock }, excerpts: createExcerptStore(db) },
    batch: Math.ceil((config.KINORA_NOTIFICATION_MAILS_PER_MINUTE * INTERVAL_MS) / 60_000),
  };
  const round = deps.repeatAlone(INTERVAL_MS, 'mailing notifications', 'notification-mails', () =>
    sendDigests(sending),
  );
  return { links, rounds: [round] };
}
