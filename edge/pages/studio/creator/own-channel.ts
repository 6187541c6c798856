import type { Context } from 'hono';
import type { OwnChannel } from '../../../../shared/contracts/channels.ts';
import type { EdgeEnv } from '../../../http/request-facts.ts';
import { callOrigin, type Forward, type Outcome } from '../../account/origin-call.ts';

export type OwnChannels = { all: OwnChannel[]; chosen: OwnChannel | null };

/** The channels that somebody works on, and the one that `?channel=` names, else the first. */
export async function ownChannels(c: Context<EdgeEnv>, forward: Forward): Promise<Outcome<OwnChannels>> {
  const list = await callOrigin<{ channels: OwnChannel[] }>(c, forward, 'GET', '/me/channels');
  if (!list.ok) return list;
  const all = list.value.channels;
  const wanted = c.req.query('channel');
  return { ...list, value: { all, chosen: all.find(({ channel_id }) => channel_id === wanted) ?? all[0] ?? null } };
}

/** A page's address for a channel. */
export const forChannel = (path: string, { channel_id }: Pick<OwnChannel, 'channel_id'>): string =>
  `${path}?channel=${channel_id}`;
