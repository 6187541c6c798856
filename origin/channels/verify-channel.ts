import { AppError } from '../../shared/errors.ts';
import type { Viewer } from '../http/app-env.ts';
import type { ChannelDeps } from './deps.ts';
import { findChannel } from './find-channel.ts';

/** Gives a channel the verified mark or takes it away, on behalf of an operator. Throws `not_found`. */
export async function markVerified(deps: ChannelDeps, reference: string, isVerified: boolean): Promise<void> {
  const channel = await findChannel(deps, reference);
  if ((channel.verifiedAt !== null) === isVerified) return;
  const now = deps.clock();
  await deps.store.update(channel.id, { verifiedAt: isVerified ? now : null }, now);
}

/** The same for an admin who is signed in. Throws `forbidden` for everyone else. */
export async function verifyChannel(
  deps: ChannelDeps,
  viewer: Viewer,
  reference: string,
  isVerified: boolean,
): Promise<void> {
  if (viewer.role !== 'admin') throw new AppError('forbidden', 'only admins vouch for channels');
  await markVerified(deps, reference, isVerified);
}
