import { eq } from 'drizzle-orm';
import { createApiClient } from '../../../shared/client/api-client.ts';
import {
  type CommentEvent,
  type CommentEventType,
  type CommentFacts,
  type CommentVote,
  commentEventSchemas,
  commentFactsSchema,
  commentVoteSchema,
} from '../../../shared/contracts/comments.ts';
import { newVideoId } from '../../../shared/ids.ts';
import { channelMembers, channels, comments, roomMessages, users, videos } from '../../../shared/schema/index.ts';
import { outcomeOf, type TestOrigin, type TestUser } from '../../testing/test-origin.ts';

export type CommentWorld = Awaited<ReturnType<typeof createCommentWorld>>;

/** A creator with a channel, and what tests do with comments below its videos. */
export async function createCommentWorld(origin: TestOrigin) {
  const creator = await origin.signUp();
  const [channel] = (await creator.api.me()).channels;
  if (!channel) throw new Error('an account comes with a channel');
  const idOf = ({ session }: TestUser) => session.user.user_id;
  const send = (by: TestUser | null, method: string, path: string, body?: unknown) =>
    origin.request(method, path, {
      ...(by === null ? {} : { token: by.token }),
      ...(body === undefined ? {} : { body }),
    });

  async function newVideo(more: Partial<typeof videos.$inferInsert> = {}): Promise<string> {
    const now = new Date();
    const id = newVideoId();
    await origin.db.insert(videos).values({
      ...{ id, channelId: channel?.channel_id ?? '', ownerId: idOf(creator), title: 'A clip', visibility: 'public' },
      ...{ status: 'ready', playable: true, complete: true, generation: 'lx0001', createdAt: now, updatedAt: now },
      ...more,
    });
    return id;
  }

  async function post(by: TestUser, videoId: string, content: string, parentId?: string): Promise<CommentFacts> {
    const body = { content, ...(parentId === undefined ? {} : { parent_id: parentId }) };
    const response = await send(by, 'POST', `/videos/${videoId}/comments`, body);
    if (response.status !== 201) throw new Error(await outcomeOf(response));
    return commentFactsSchema.parse(await response.json());
  }

  /** What the video's room is told, oldest first, held against the contract. */
  async function eventsOf(videoId: string): Promise<CommentEvent[]> {
    const isOfVideo = eq(roomMessages.videoId, videoId);
    const rows = await origin.db.select().from(roomMessages).where(isOfVideo).orderBy(roomMessages.id);
    return rows.map(({ type, data }) => {
      if (!Object.hasOwn(commentEventSchemas, type)) throw new Error(`unexpected ${type}`);
      const schema = commentEventSchemas[type as CommentEventType];
      return { type, data: schema.parse(data) } as CommentEvent; // of the schema of its type
    });
  }

  return {
    ...{ creator, channelId: channel.channel_id, idOf, send, newVideo, post, eventsOf },
    async vote(by: TestUser, commentId: string, action: string): Promise<CommentVote> {
      const response = await send(by, 'POST', `/comments/${commentId}/reaction`, { action });
      return commentVoteSchema.parse(await response.json());
    },
    async outcome(...request: Parameters<typeof send>): Promise<string> {
      return outcomeOf(await send(...request));
    },
    async row(commentId: string) {
      const [row] = await origin.db.select().from(comments).where(eq(comments.id, commentId));
      if (!row) throw new Error('no such comment');
      return row;
    },
    async total(videoId: string): Promise<number | undefined> {
      const [video] = await origin.db.select().from(videos).where(eq(videos.id, videoId));
      return video?.commentCount;
    },
    /** The same in words: the type, and the comment it is about. */
    async told(videoId: string): Promise<string[]> {
      return (await eventsOf(videoId)).map(({ type, data }) => {
        if (type === 'comments.counted') return `${type} ${data.total_count} ${data.counts.length}`;
        if (type === 'comment.removed') return `${type} ${data.comment_id}`;
        return `${type} ${data.comment.comment_id} ${data.comment.content}`;
      });
    },
    async join(user: TestUser, role: 'manager' | 'editor'): Promise<void> {
      const membership = { channelId: channel.channel_id, userId: idOf(user), role, createdAt: new Date() };
      await origin.db.insert(channelMembers).values(membership);
    },
    /** Signed in again, since reads go by the role in the token. */
    async appoint(user: TestUser, role: 'moderator' | 'admin'): Promise<TestUser> {
      await origin.db
        .update(users)
        .set({ role })
        .where(eq(users.id, idOf(user)));
      const email = `${user.session.user.username}@example.test`;
      const session = await createApiClient({ baseUrl: origin.url }).signIn({ email, password: 'correct horse' });
      return { ...user, session, token: session.access_token };
    },
    async channelIdOf(user: TestUser): Promise<string | undefined> {
      return (
        await origin.db
          .select()
          .from(channels)
          .where(eq(channels.ownerId, idOf(user)))
      )[0]?.id;
    },
  };
}
