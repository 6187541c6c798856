import type { ChannelTransfer } from '../../../shared/contracts/channels.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { noteAs } from '../../audit/note-as.ts';
import type { Viewer } from '../../http/app-env.ts';
import type { ChannelDeps } from '../deps.ts';
import { findChannel, findChannelFor } from '../find-channel.ts';
import type { MemberStore } from '../members/store.ts';
import type { TransferStore } from './store.ts';

export type TransferDeps = ChannelDeps & { members: MemberStore; transfers: TransferStore };

const openForMs = 7 * 24 * 3_600_000;

/** Offers a channel to another user, who has a week to accept. Throws `not_found`, `forbidden`, `conflict`. */
export async function offerChannel(
  deps: TransferDeps,
  by: AuditActor,
  viewer: Viewer,
  reference: string,
  username: string,
): Promise<ChannelTransfer> {
  const channel = await findChannelFor(deps, viewer, reference, 'channels.offer');
  const receiver = await deps.members.findUser({ username });
  if (!receiver) throw new AppError('not_found', 'there is no such user');
  if (receiver.id === viewer.userId) throw new AppError('conflict', 'the channel is yours already');
  const now = deps.clock();
  const expiresAt = new Date(now.getTime() + openForMs);
  const offer = {
    channelId: channel.id,
    fromUserId: viewer.userId,
    toUserId: receiver.id,
    createdAt: now,
    expiresAt,
  };
  await deps.transfers.offer(offer, noteAs(deps, by));
  return {
    channel: { channel_id: channel.id, handle: channel.handle, name: channel.name },
    from_username: viewer.username,
    to_username: receiver.username,
    expires_at: expiresAt.toISOString(),
  };
}

/** What is offered to a user. */
export async function listTransfers(deps: TransferDeps, userId: string): Promise<ChannelTransfer[]> {
  const offers = await deps.transfers.listTo(userId, deps.clock());
  return offers.map(({ channel, fromUsername, toUsername, expiresAt }) => ({
    channel: { channel_id: channel.id, handle: channel.handle, name: channel.name },
    from_username: fromUsername,
    to_username: toUsername,
    expires_at: expiresAt.toISOString(),
  }));
}

/** The channel and all its videos are the receiver's from here on. Throws `not_found`, `quota_exceeded`. */
export async function acceptChannel(
  deps: TransferDeps,
  by: AuditActor & { userId: string },
  reference: string,
): Promise<void> {
  const channel = await findChannel(deps, reference);
  const rule = { now: deps.clock(), limit: deps.limits.channelsPerUser };
  await deps.transfers.accept(channel.id, by.userId, rule, noteAs(deps, by));
}

/** For the owner who changed their mind and the receiver who declines alike. Throws `not_found`. */
export async function withdrawChannel(
  deps: TransferDeps,
  by: AuditActor & { userId: string },
  reference: string,
): Promise<void> {
  const channel = await findChannel(deps, reference);
  if (!(await deps.transfers.withdraw(channel.id, by.userId, noteAs(deps, by))))
    throw new AppError('not_found', 'there is no such offer of yours or to you');
}
