import type { HeldComments, QueueQuery } from '../../../shared/contracts/moderation.ts';
import { findChannelFor } from '../../channels/find-channel.ts';
import { requireMay } from '../../policy/may.ts';
import type { Actor } from '../../policy/who.ts';
import type { ModerationDeps } from '../deps.ts';
import { decodeKeyset, pageOf } from '../keyset-cursor.ts';
import type { HeldRow } from './store.ts';

/** What waits below a channel's videos, for who works on the channel. Throws `not_found`, `forbidden`, `invalid_cursor`. */
export async function listHeldInChannel(
  deps: ModerationDeps,
  actor: Actor,
  reference: string,
  query: QueueQuery,
): Promise<HeldComments> {
  const channel = await findChannelFor(deps.channels, actor, reference, 'channels.decide');
  return listHeld(deps, channel.id, query);
}

/** What waits on the whole platform, for moderators. */
export async function listAllHeld(deps: ModerationDeps, actor: Actor, query: QueueQuery): Promise<HeldComments> {
  requireMay(actor, 'moderation.decide', [], 'this is for moderators');
  return listHeld(deps, null, query);
}

async function listHeld(deps: ModerationDeps, channelId: string | null, query: QueueQuery): Promise<HeldComments> {
  const list = `held ${channelId ?? 'everywhere'}`;
  const rows = await deps.queue.listHeld({ channelId }, decodeKeyset(list, query.cursor), query.limit + 1);
  const { page, next_cursor } = pageOf(list, rows, query.limit, ({ createdAt: at, commentId: id }) => ({ at, id }));
  return { comments: page.map(present), next_cursor };
}

function present(row: HeldRow): HeldComments['comments'][number] {
  return {
    ...{ comment_id: row.commentId, video_id: row.videoId, channel_id: row.channelId },
    author: { user_id: row.authorId, username: row.username },
    ...{ content: row.content, reasons: row.reasons, created_at: row.createdAt.toISOString() },
  };
}
