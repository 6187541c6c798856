import type { ReportReason } from '../../shared/contracts/report-words.ts';
import { systemActor } from '../audit/audit-actor.ts';
import { type AuditingDeps, noteAs } from '../audit/note-as.ts';
import type { ChannelDeps } from '../channels/deps.ts';
import { findChannel } from '../channels/find-channel.ts';
import type { CommentDeps } from '../comments/deps.ts';
import { findComment } from '../comments/find-comment.ts';
import type { CurrentRules } from '../moderation/platform-rules/current-rules.ts';
import { requireMay } from '../policy/may.ts';
import type { SignedIn } from '../policy/who.ts';
import { findVisibleAccess } from '../videos/find-visible-video.ts';
import type { CaseStore, Reported } from './cases/store.ts';
import type { ReportStore } from './store.ts';

export type ReportDeps = AuditingDeps & {
  comments: CommentDeps;
  channels: Pick<ChannelDeps, 'store'>;
  reports: ReportStore;
  cases: CaseStore;
  rules: CurrentRules;
};
type Why = { reason: ReportReason; note: string };

/** Tells moderators of a comment that the actor sees. Throws `not_found`, `rate_limited`. */
export async function reportComment(deps: ReportDeps, actor: SignedIn, commentId: string, why: Why): Promise<void> {
  await findComment(deps.comments, actor, commentId, 'comments.read');
  await report(deps, actor, { kind: 'comment', id: commentId }, why);
  deps.comments.wakeRooms();
  deps.comments.wakeCounts();
}

/** As `reportComment`, of a video that the actor sees. */
export async function reportVideo(deps: ReportDeps, actor: SignedIn, videoId: string, why: Why): Promise<void> {
  await findVisibleAccess(deps.comments.videos, actor, videoId);
  await report(deps, actor, { kind: 'video', id: videoId }, why);
}

/** As `reportComment`, of a channel by its id or handle. */
export async function reportChannel(deps: ReportDeps, actor: SignedIn, reference: string, why: Why): Promise<void> {
  const channel = await findChannel(deps.channels, reference);
  await report(deps, actor, { kind: 'channel', id: channel.id }, why);
}

async function report(deps: ReportDeps, actor: SignedIn, of: Reported, why: Why): Promise<void> {
  requireMay(actor, 'reports.create', [], 'sign in to report');
  const { source } = await deps.rules();
  const noteOfSystem = noteAs(deps, systemActor);
  await deps.reports.add({ of, reporterId: actor.userId, ...why }, source.reports.hold_at, deps.clock(), noteOfSystem);
}
