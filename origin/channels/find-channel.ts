import { AppError } from '../../shared/errors.ts';
import { idSchema } from '../../shared/ids.ts';
import type { ChannelAction } from '../policy/channels.ts';
import { requireMay } from '../policy/may.ts';
import type { Actor } from '../policy/who.ts';
import type { ChannelDeps } from './deps.ts';
import type { ChannelRow } from './store.ts';

/** A channel by its id or handle; a handle never has the form of an id. Throws `not_found`. */
export async function findChannel(deps: Pick<ChannelDeps, 'store'>, reference: string): Promise<ChannelRow> {
  const channel = await deps.store.find(
    idSchema.safeParse(reference).success ? { id: reference } : { handle: reference },
  );
  if (!channel) throw new AppError('not_found', 'there is no such channel');
  return channel;
}

/** Throws `not_found`, and `forbidden` for who may not do `action` with the channel. */
export async function findChannelFor(
  deps: Pick<ChannelDeps, 'store'>,
  viewer: Actor,
  reference: string,
  action: ChannelAction,
): Promise<ChannelRow> {
  const channel = await findChannel(deps, reference);
  const parts = viewer === null ? [] : await deps.store.partsOf(channel.id, viewer.userId);
  requireMay(viewer, action, parts, 'your part in this channel does not allow that');
  return channel;
}
