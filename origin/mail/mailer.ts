import type { Log } from '../../platform/log.ts';
import type { MailContent } from './mail-content.ts';
import { type NewMail, newMail } from './store.ts';

/** Writes mails; verbs insert `compose`d rows in their own transactions and call `committed` after them. */
export type Mailer = {
  compose(to: string, content: MailContent, now: Date): NewMail;
  committed(mail: NewMail): void;
};

/** `wakeDelivery` is null where there is no mail server: then mails stay in the outbox, and the log says so. */
export function createMailer(deps: { wakeDelivery: (() => void) | null; log: Log }): Mailer {
  return {
    compose: (to, content, now) => newMail(to, content, now, deps.wakeDelivery !== null),
    committed(mail) {
      if (deps.wakeDelivery) deps.wakeDelivery();
      else deps.log.info({ mailId: mail.id, subject: mail.subject }, 'a mail is kept in the outbox: admin mail show');
    },
  };
}
