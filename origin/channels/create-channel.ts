import { isReservedHandle } from '../../shared/channel-handle.ts';
import type { Channel, CreateChannel } from '../../shared/contracts/channels.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import type { ChannelDeps } from './deps.ts';
import { presentChannel } from './present-channel.ts';

/** One more channel for the user. `channelId` is the same in every attempt of one request. Throws `handle_taken`, `quota_exceeded`. */
export async function createChannel(
  deps: ChannelDeps,
  userId: string,
  input: CreateChannel,
  channelId = newId(),
): Promise<Channel> {
  requireFreeForAll(input.handle);
  const now = deps.clock();
  const channel = {
    id: channelId,
    ownerId: userId,
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
