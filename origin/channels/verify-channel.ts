import type { AuditActor } from '../audit/audit-actor.ts';
import { noteAs } from '../audit/note-as.ts';
import type { Viewer } from '../http/app-env.ts';
import { requireMay } from '../policy/may.ts';
import type { ChannelDeps } from './deps.ts';
import { findChannel } from './find-channel.ts';

/** Gives a channel the verified mark or takes it away, on behalf of an operator. Throws `not_found`. */
export async function markVerified(
  deps: ChannelDeps,
  by: AuditActor,
  reference: string,
  isVerified: boolean,
): Promise<void> {
  const channel = await findChannel(deps, reference);
  if ((channel.verifiedAt !== null) === isVerified) return;
  const now = deps.clock();
  await deps.store.setVerified(channel.id, isVerified ? now : null, now, noteAs(deps, by));
}

/** The same for an admin who is signed in. Throws `forbidden` for everyone else. */
export async function verifyChannel(
  deps: ChannelDeps,
  by: AuditActor,
  viewer: Viewer,
  reference: string,
  isVerified: boolean,
): Promise<void> {
  requireMay(viewer, 'channels.verify', [], 'only admins vouch for channels');
  await markVerified(deps, by, reference, isVerified);
}
