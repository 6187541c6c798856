import type { Log } from '../../platform/log.ts';
import type { Locale } from '../../shared/messages/locales.ts';
import type { Letter } from './mail-content.ts';
import { type MailStore, type NewMail, newMail } from './store.ts';

/** Whom a mail goes to: the account `id`, or the one that has the address; `locale` where there is none yet. */
export type Addressee = { email: string; id?: string; locale?: Locale | undefined };

/** Writes mails; verbs insert `compose`d rows in their own transactions and call `committed` after them. */
export type Mailer = {
  /** In the language of the account. */
  compose(to: Addressee, letter: Letter, now: Date): Promise<NewMail>;
  committed(mail: NewMail): void;
};

/** `wakeDelivery` is null where there is no mail server: then mails stay in the outbox, and the log says so. */
export function createMailer(deps: {
  store: Pick<MailStore, 'languageOf'>;
  wakeDelivery: (() => void) | null;
  log: Log;
}): Mailer {
  return {
    async compose(to, letter, now) {
      const locale = to.locale ?? (await deps.store.languageOf(to));
      return newMail(to.email, letter(locale), now, deps.wakeDelivery !== null);
    },
    committed(mail) {
      if (deps.wakeDelivery) deps.wakeDelivery();
      else deps.log.info({ mailId: mail.id, subject: mail.subject }, 'a mail is kept in the outbox: admin mail show');
    },
  };
}
