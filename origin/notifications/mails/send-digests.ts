import type { Log } from '../../../platform/log.ts';
import { mailedByDefault } from '../../../shared/contracts/notification-words.ts';
import type { Notification } from '../../../shared/contracts/notifications.ts';
import { DEFAULT_LOCALE, isLocale } from '../../../shared/messages/locales.ts';
import { type MailTransport, nextAttemptAt } from '../../mail/deliver-mails.ts';
import { newMail } from '../../mail/store.ts';
import { type PresentDeps, presentNotifications } from '../present-notifications.ts';
import type { ListedRow, NotificationStore } from '../store.ts';
import { digestContent } from './digest-content.ts';
import type { DigestStore, DueDigest } from './store.ts';
import type { UnsubscribeLinks } from './unsubscribe-links.ts';

export type DigestDeps = PresentDeps & {
  digests: DigestStore;
  notifications: Pick<NotificationStore, 'listToMail'>;
  links: Pick<UnsubscribeLinks, 'linkFor'>;
  /** `null` without a mail server: then mails are kept where operators can read them. */
  transport: Pick<MailTransport, 'send'> | null;
  publicUrl: string;
  /** A person gets no more than one mail in this time. */
  gapMs: number;
  /** Mails in one round. */
  batch: number;
  clock: () => Date;
  log: Log;
  signal: AbortSignal;
};

const SHOWN_IN_A_MAIL = 20;

/**
 * Sends the mails about notifications that are due. What a mail says is put together when it goes, at every attempt, so
 * that it names nothing its reader may not see by then. Killed between sending and noting it, it is sent again with the
 * same Message-ID.
 */
export async function sendDigests(deps: DigestDeps): Promise<void> {
  for (const digest of await deps.digests.listDue(deps.clock(), deps.batch)) {
    if (deps.signal.aborted) return;
    await sendDigest(deps, digest);
  }
}

async function sendDigest(deps: DigestDeps, digest: DueDigest): Promise<void> {
  const { digests, transport, clock, log } = deps;
  const { mailId: id, email: to, attempts } = digest;
  let content: Awaited<ReturnType<typeof contentOf>> = null;
  try {
    content = await contentOf(deps, digest);
    if (content !== null) await transport?.send({ id, to, ...content.mail, unsubscribeUrl: content.unsubscribeUrl });
  } catch (error) {
    const dueAt = nextAttemptAt(error, attempts, clock());
    log.warn({ mailId: id, err: error, dueAt }, 'a mail about notifications was not sent');
    if (dueAt) return digests.postpone(digest, dueAt);
  }
  const now = clock();
  const kept = content !== null && transport === null ? newMail(to, content.mail, now, false) : null;
  await digests.end(digest, new Date(now.getTime() + deps.gapMs), kept);
}

/** `null` where nothing is left to tell: it was read meanwhile, withdrawn, is not wanted any more, or is of who was blocked. */
async function contentOf(deps: DigestDeps, digest: DueDigest) {
  const { userId, settings } = digest;
  if (!digest.emailVerified || digest.suspendedAt !== null) return null;
  const muted: readonly string[] = settings?.mutedKinds ?? [];
  const kinds = (settings?.mailedKinds ?? mailedByDefault).filter((kind) => !muted.includes(kind));
  const all = await deps.notifications.listToMail(userId, digest, kinds, SHOWN_IN_A_MAIL + 1);
  const actorIds = all.flatMap(({ actor }) => actor?.id ?? []);
  const keptAway = await deps.digests.listKeptAway(userId, actorIds);
  const rows = all.filter(({ actor }) => !actor || !keptAway.has(actor.id));
  // As anybody: what somebody sees by their office is not for mailboxes.
  const presented = await presentNotifications(deps, { userId, role: 'viewer' }, rows.slice(0, SHOWN_IN_A_MAIL));
  const notifications = presented.filter((each, index) => isStillThere(each, rows[index]));
  if (notifications.length === 0) return null;
  const unsubscribeUrl = await deps.links.linkFor(userId);
  const mail = digestContent({
    ...{ notifications, hasMore: all.length > SHOWN_IN_A_MAIL, unsubscribeUrl, publicUrl: deps.publicUrl },
    locale: isLocale(settings?.mailLanguage) ? settings.mailLanguage : DEFAULT_LOCALE,
  });
  return { mail, unsubscribeUrl };
}

/** Of decisions about a report nothing is named, so nothing of it can be gone. */
function isStillThere({ kind, video, comment, channel }: Notification, row: ListedRow | undefined): boolean {
  if (!row) return false;
  if (kind === 'report_decision') return true;
  const isGone = [
    row.videoId !== null && video === null,
    row.commentId !== null && comment === null,
    row.channelId !== null && channel === null,
  ].includes(true);
  return !isGone;
}
