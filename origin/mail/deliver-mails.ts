import type { Log } from '../../platform/log.ts';
import type { MailRow, MailStore } from './store.ts';

export type OutgoingMail = {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Of mails that somebody may do without: a POST to it ends them (RFC 8058). */
  unsubscribeUrl?: string;
};

export type MailTransport = {
  /** Rejects with a `MailRefused` when trying again would not help. */
  send(mail: OutgoingMail): Promise<void>;
  close(): void;
};

/** The mail server will not take this mail, now or later (RFC 5321 §4.2.1: a 5yz reply). */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

export type DeliveryDeps = {
  store: MailStore;
  transport: MailTransport;
  clock: () => Date;
  log: Log;
  signal: AbortSignal;
};

const minuteMs = 60_000;
/** Waits between attempts. Then a mail is given up: its link would have expired anyway. */
const waitsMs = [1, 5, 15, 60, 240, 720].map((minutes) => minutes * minuteMs);
const batch = 20;

/**
 * Hands what is due to the mail server, until `signal`. A crash between sending and noting it sends a mail twice, with
 * the same Message-ID.
 */
export async function deliverMails(deps: DeliveryDeps): Promise<void> {
  for (const mail of await deps.store.listDue(deps.clock(), batch)) {
    if (deps.signal.aborted) return;
    try {
      await deps.transport.send(mail);
      await deps.store.markSent(mail.id, deps.clock());
    } catch (error) {
      await noteFailure(deps, mail, error);
    }
  }
}

async function noteFailure(deps: DeliveryDeps, mail: MailRow, error: unknown): Promise<void> {
  const dueAt = nextAttemptAt(error, mail.attempts, deps.clock());
  const reason = error instanceof Error ? error.message : String(error);
  await deps.store.markFailed(mail.id, { attempts: mail.attempts + 1, error: reason.slice(0, 500), dueAt });
  deps.log.warn(
    { mailId: mail.id, err: error, dueAt },
    dueAt ? 'a mail was not sent; trying again' : 'a mail is given up',
  );
}

/** When a mail that failed is tried again, after `attempts` before that one; `null`: not any more. */
export function nextAttemptAt(error: unknown, attempts: number, now: Date): Date | null {
  const waitMs = error instanceof MailRefused ? undefined : waitsMs[attempts];
  return waitMs === undefined ? null : new Date(now.getTime() + waitMs);
}
