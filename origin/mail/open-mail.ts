import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { Repeating } from '../adapters/repeat.ts';
import type { OriginConfig } from '../config.ts';
import type { Rounds } from '../rounds/create-rounds.ts';
import { deliverMails, type MailTransport } from './deliver-mails.ts';
import { createMailer, type Mailer } from './mailer.ts';
import { createMailStore, type MailStore } from './store.ts';

export type Mail = {
  store: MailStore;
  mailer: Mailer;
  /** `null` without a mail server. */
  transport: MailTransport | null;
  /** The delivery; none without a mail server. */
  rounds: Repeating[];
  close(): void;
};

/** Mail as the configuration wants it. `repeatAlone` runs a round in one origin at a time. */
export async function openMail(deps: {
  config: Pick<OriginConfig, 'KINORA_SMTP_URL' | 'KINORA_MAIL_FROM'>;
  publicUrl: string;
  db: Database;
  clock: () => Date;
  log: Log;
  signal: AbortSignal;
  repeatAlone: Rounds['everyAlone'];
}): Promise<Mail> {
  const store = createMailStore(deps.db);
  const url = deps.config.KINORA_SMTP_URL;
  if (url === undefined)
    return {
      ...{ store, mailer: createMailer({ store, wakeDelivery: null, log: deps.log }) },
      ...{ transport: null, rounds: [], close: () => {} },
    };
  const host = new URL(deps.publicUrl).hostname;
  // What it stands on takes memory that an installation without a mail server need not spend.
  const { createSmtpTransport } = await import('../adapters/smtp-transport.ts');
  const transport = createSmtpTransport({ url, host, from: deps.config.KINORA_MAIL_FROM ?? `no-reply@${host}` });
  const delivery = deps.repeatAlone(5_000, 'delivering mails', 'deliver-mails', () =>
    deliverMails({ ...deps, store, transport }),
  );
  return {
    store,
    mailer: createMailer({ store, wakeDelivery: delivery.wake, log: deps.log }),
    transport,
    rounds: [delivery],
    close: () => transport.close(),
  };
}
