import { isReservedHandle } from '../../shared/channel-handle.ts';
import type { Channel, CreateChannel } from '../../shared/contracts/channels.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { requireMay } from '../policy/may.ts';
import type { SignedIn } from '../policy/who.ts';
import type { ChannelDeps } from './deps.ts';
import { presentChannel } from './present-channel.ts';

/** One more channel for the user. `channelId` is the same in every attempt of one request. Throws `forbidden`, `handle_taken`, `quota_exceeded`. */
export async function createChannel(
  deps: ChannelDeps,
  viewer: SignedIn,
  input: CreateChannel,
  channelId = newId(),
): Promise<Channel> {
  requireMay(
    viewer,
    'channels.create',
    [],
    'viewers have no channels of their own; ask an admin to make you a creator',
  );
  requireFreeForAll(input.handle);
  const now = deps.clock();
  const channel = {
    id: channelId,
    ownerId: viewer.userId,
    handle: input.handle,
    name: input.name,
    description: input.description ?? '',
    links: input.links ?? [],
    createdAt: now,
    updatedAt: now,
  };
  return presentChannel(await deps.store.create(channel, deps.limits.channelsPerUser), 0);
}

/** Throws `handle_taken` for what nobody may be called. */
export function requireFreeForAll(handle: string): void {
  if (isReservedHandle(handle)) throw new AppError('handle_taken', 'this handle is kept for the platform itself');
}
