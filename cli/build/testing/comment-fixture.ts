import type { EdgeWorld } from './edge-world.ts';

/** The video that all talk about. */
export const TALK = 'talkedAbout';

/** A comment's id, in the order of the numbers. */
export const commentId = (number: number) => `0191e0e0-0000-7000-8000-${String(number).padStart(12, '0')}`;

export type NewComment = {
  id: string;
  content: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  videoId?: string;
  authorId?: string;
  parentId?: string;
  depth?: number;
  state?: string;
  deletedAt?: number;
  pinnedAt?: number;
  likes?: number;
  replies?: number;
  score?: number;
};

/** The row as origin would have written it. */
export async function writeComment({ database }: EdgeWorld, comment: NewComment): Promise<void> {
  const { id, content, createdAt, videoId = TALK, authorId = 'owner', parentId = null, state = 'approved' } = comment;
  await database.client.execute({
    sql: `insert into comments (id, video_id, author_id, parent_id, root_id, depth, content, state, deleted_at, pinned_at,
      like_count, reply_count, score, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    args: [
      ...[id, videoId, authorId, parentId, parentId ?? id, comment.depth ?? (parentId ? 1 : 0), content, state],
      ...[comment.deletedAt ?? null, comment.pinnedAt ?? null, comment.likes ?? 0, comment.replies ?? 0],
      ...[comment.score ?? 0, createdAt],
    ],
  });
}

/** Videos of every visibility, and below `TALK` comments of every kind. Authors are `owner` and `author`. */
export async function seedTalk(world: EdgeWorld): Promise<void> {
  await world.seed({ id: TALK });
  await world.seed({ id: 'privateTalk', visibility: 'private' });
  await world.seed({ id: 'abroadTalk1', geoAllow: ['FR'] });
  await world.seed({ id: 'quietVideo1', ownerId: 'author' });
  await world.seed({ id: 'editedTalk1' });
  await world.seed({ id: 'editedTalk2' });
  const held = { state: 'held', authorId: 'author' };
  const replies = Array.from({ length: 7 }, (_, at) => ({
    ...{ id: commentId(20 + at), content: `reply ${at}`, createdAt: 4_000 + at, parentId: commentId(1) },
    replies: at === 0 ? 3 : 0,
  }));
  const deeper = Array.from({ length: 3 }, (_, at) => ({
    ...{ id: commentId(40 + at), content: `deep ${at}`, createdAt: 5_000 + at, parentId: commentId(20), depth: 2 },
  }));
  const comments: NewComment[] = [
    { id: commentId(1), content: 'first', createdAt: 1_000, likes: 3, score: 0.5, replies: 7 },
    { id: commentId(2), content: 'second', createdAt: 2_000, score: 0.9, authorId: 'author' },
    { id: commentId(3), content: '<script>alert(1)</script>', createdAt: 3_000, score: 0.1, authorId: 'author' },
    { id: commentId(4), content: 'pinned', createdAt: 500, pinnedAt: 9_000 },
    { id: commentId(5), content: 'waits', createdAt: 5_000, ...held },
    { id: commentId(6), content: 'refused', createdAt: 6_000, state: 'rejected', authorId: 'author' },
    { id: commentId(7), content: '', createdAt: 700, deletedAt: 8_000 },
    { id: commentId(8), content: 'was there', createdAt: 800, deletedAt: 8_000, replies: 1 },
    { id: commentId(9), content: 'to a tombstone', createdAt: 900, parentId: commentId(8) },
    ...replies,
    ...deeper,
    { id: commentId(50), content: 'waiting reply', createdAt: 6_000, parentId: commentId(1), ...held },
    { id: commentId(60), videoId: 'privateTalk', content: 'among us', createdAt: 1_000 },
    { id: commentId(61), videoId: 'privateTalk', content: 'yes', createdAt: 1_001, parentId: commentId(60) },
  ];
  for (const comment of comments) await writeComment(world, comment);
  await world.database.client.execute({ sql: 'update videos set comment_count = 15 where id = ?', args: [TALK] });
}
