import type { ChannelRules, ChannelStandings, QueueQuery, Standing } from '../../../shared/contracts/moderation.ts';
import { AppError } from '../../../shared/errors.ts';
import { findChannelFor } from '../../channels/find-channel.ts';
import type { Actor } from '../../policy/who.ts';
import type { ModerationDeps } from '../deps.ts';
import { decodeKeyset, pageOf } from '../keyset-cursor.ts';

const STANDINGS_PER_CHANNEL = 10_000;

export async function readChannelRules(deps: ModerationDeps, actor: Actor, reference: string): Promise<ChannelRules> {
  const channel = await findChannelFor(deps.channels, actor, reference, 'channels.moderate');
  return deps.channelRules.rulesOf(channel.id);
}

/** For comments from now on; those that are there stay as they are. */
export async function setChannelRules(
  deps: ModerationDeps,
  actor: Actor,
  reference: string,
  rules: ChannelRules,
): Promise<void> {
  const channel = await findChannelFor(deps.channels, actor, reference, 'channels.moderate');
  await deps.channelRules.setRules(channel.id, rules, deps.clock());
}

export async function listStandings(
  deps: ModerationDeps,
  actor: Actor,
  reference: string,
  query: QueueQuery,
): Promise<ChannelStandings> {
  const channel = await findChannelFor(deps.channels, actor, reference, 'channels.moderate');
  const list = `standings ${channel.id}`;
  const after = decodeKeyset(list, query.cursor);
  const rows = await deps.channelRules.listStandings(channel.id, after, query.limit + 1);
  const { page, next_cursor } = pageOf(list, rows, query.limit, ({ createdAt: at, userId: id }) => ({ at, id }));
  return {
    users: page.map(({ userId, username, standing, createdAt }) => ({
      ...{ user_id: userId, username, standing, since: createdAt.toISOString() },
    })),
    next_cursor,
  };
}

/** Blocks somebody from commenting, or has the channel's rules never hold what they say. Throws `conflict` for its own people. */
export async function setStanding(
  deps: ModerationDeps,
  actor: Actor,
  { reference, username }: { reference: string; username: string },
  standing: Standing,
): Promise<void> {
  const channel = await findChannelFor(deps.channels, actor, reference, 'channels.moderate');
  const userId = await findUser(deps, username);
  if ((await deps.channels.store.partsOf(channel.id, userId)).length > 0)
    throw new AppError('conflict', 'they work on this channel, and its rules are not for them');
  if (
    !(await deps.channelRules.setStanding(
      { channelId: channel.id, userId, standing },
      STANDINGS_PER_CHANNEL,
      deps.clock(),
    ))
  )
    throw new AppError('quota_exceeded', `a channel can block and approve ${STANDINGS_PER_CHANNEL} users`);
}

export async function removeStanding(
  deps: ModerationDeps,
  actor: Actor,
  { reference, username }: { reference: string; username: string },
): Promise<void> {
  const channel = await findChannelFor(deps.channels, actor, reference, 'channels.moderate');
  await deps.channelRules.removeStanding(channel.id, await findUser(deps, username));
}

async function findUser({ channelRules }: ModerationDeps, username: string): Promise<string> {
  const userId = await channelRules.findUserId(username);
  if (userId === undefined) throw new AppError('not_found', 'there is no such user');
  return userId;
}
