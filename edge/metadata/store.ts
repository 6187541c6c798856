import type { VideoCodec } from '../../shared/media/video-codecs.ts';
import type { Loaded } from '../cache/read-cache.ts';
import type { PolicyVideo } from '../playback/decide-playback.ts';
import type { Database, ReadFrom, Row } from './database.ts';

/** All the edge knows of a video; nothing in it depends on who asks. */
export type EdgeVideo = PolicyVideo & {
  videoId: string;
  title: string;
  description: string;
  tags: readonly string[];
  category: string | null;
  language: string | null;
  /** The video's own choice, or its channel's. */
  codecs: readonly VideoCodec[];
  status: 'uploading' | 'processing' | 'ready' | 'failed';
  /** False while only the first rung plays. */
  complete: boolean;
  /** The media generation that holds the creator's own thumbnail. */
  thumbnailGeneration: string | null;
  durationSec: number | null;
  width: number | null;
  height: number | null;
  failureMessage: string | null;
  viewCount: number;
  /** The views that "most popular" goes by: some minutes old. */
  rankedViewCount: number;
  likeCount: number;
  dislikeCount: number;
  createdAtMs: number;
  /** What the owner is told of a take-down. */
  takenDownReason: string | null;
  /** The last entry of the change feed that this row takes in. */
  asOfSeq: number;
  channel: {
    channelId: string;
    handle: string;
    name: string;
    /** Which upload of its picture is shown; null: none. */
    avatarVersion: string | null;
  };
};

/** What changes all the time. */
export type VideoCounts = Pick<EdgeVideo, 'viewCount' | 'likeCount' | 'dislikeCount'>;

/** What is asked of the database; every call is one read. */
export type VideoStore = {
  find(videoId: string, from: ReadFrom): Promise<Loaded<EdgeVideo | null>>;
  /** Those of `videoIds` that are there, in no order. */
  several(videoIds: readonly string[], from: ReadFrom): Promise<Loaded<EdgeVideo[]>>;
  /** Zeros for a video that is not there. */
  counts(videoId: string, from: ReadFrom): Promise<Loaded<VideoCounts>>;
};

/** Whole rows, for `toVideo`; what follows says which. */
export const SELECT = `select v.id, v.owner_id, v.title, v.description, v.visibility, v.status, v.playable, v.generation, v.thumbnail_generation, v.complete,
  v.duration_sec, v.width, v.height, v.failure_message, v.age_restricted, v.geo_allow, v.geo_deny, v.publish_at,
  v.view_count, v.ranked_view_count, v.like_count, v.dislike_count, v.created_at, v.embed_domains, v.tags, v.category, v.language, coalesce(v.codecs, c.codecs) as codecs, v.taken_down_at, v.taken_down_reason, v.taken_down_by_law,
  u.suspended_at as owner_suspended_at, c.id as channel_id, c.handle as channel_handle, c.name as channel_name, c.avatar_version as channel_avatar,
  (select coalesce(max(seq), 0) from changes) as as_of_seq,
  (select json_group_array(user_id) from (select user_id from video_shares where video_id = v.id
    union select user_id from channel_members where channel_id = v.channel_id)) as shared_with
  from videos v join channels c on c.id = v.channel_id join users u on u.id = v.owner_id`;

const SELECT_COUNTS = 'select view_count, like_count, dislike_count from videos where id = ?';

/** Word for word what the indexes of published videos are made of. */
export const PUBLISHED_AT = 'case when v.publish_at is null then v.created_at else v.publish_at end';

export function createVideoStore(database: Database): VideoStore {
  return {
    async find(videoId, from) {
      const { rows, index } = await database.query(
        `${SELECT} where v.id = ? and v.deleted_at is null`,
        [videoId],
        from,
      );
      return { value: rows[0] ? toVideo(rows[0]) : null, index };
    },
    async several(videoIds, from) {
      const { rows, index } = await database.query(
        `${SELECT} where v.id in (select value from json_each(?)) and v.deleted_at is null`,
        [JSON.stringify(videoIds)],
        from,
      );
      return { value: rows.map(toVideo), index };
    },
    async counts(videoId, from) {
      const { rows, index } = await database.query(SELECT_COUNTS, [videoId], from);
      return { value: toCounts(rows[0] ?? {}), index };
    },
  };
}

export function toVideo(row: Row): EdgeVideo {
  const number = (name: string) => (typeof row[name] === 'number' ? row[name] : null);
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
  return {
    videoId: text('id') ?? '',
    ownerId: text('owner_id') ?? '',
    title: text('title') ?? '',
    description: text('description') ?? '',
    tags: texts(text('tags')),
    category: text('category'),
    language: text('language'),
    codecs: texts(text('codecs')).map((codec) => oneOf(codec, ['h264', 'av1'])),
    visibility: oneOf(text('visibility'), ['public', 'unlisted', 'private']),
    status: oneOf(text('status'), ['uploading', 'processing', 'ready', 'failed']),
    playable: number('playable') === 1,
    generation: text('generation'),
    thumbnailGeneration: text('thumbnail_generation'),
    complete: number('complete') === 1,
    durationSec: number('duration_sec'),
    width: number('width'),
    height: number('height'),
    failureMessage: text('failure_message'),
    ageRestricted: number('age_restricted') !== 0,
    geoAllow: texts(text('geo_allow')),
    geoDeny: texts(text('geo_deny')),
    embedDomains: texts(text('embed_domains')),
    sharedWith: texts(text('shared_with')),
    ownerSuspended: number('owner_suspended_at') !== null,
    takenDown:
      number('taken_down_at') === null ? 'no' : number('taken_down_by_law') === 0 ? 'by a moderator' : 'by law',
    takenDownReason: text('taken_down_reason'),
    asOfSeq: number('as_of_seq') ?? 0,
    publishAtMs: number('publish_at'),
    ...toCounts(row),
    rankedViewCount: number('ranked_view_count') ?? 0,
    createdAtMs: number('created_at') ?? 0,
    channel: {
      channelId: text('channel_id') ?? '',
      handle: text('channel_handle') ?? '',
      name: text('channel_name') ?? '',
      avatarVersion: text('channel_avatar'),
    },
  };
}

function toCounts(row: Row): VideoCounts {
  const count = (name: string) => Number(row[name] ?? 0);
  return { viewCount: count('view_count'), likeCount: count('like_count'), dislikeCount: count('dislike_count') };
}

/** A value the schema does not know must not pass for a permissive one: it fails the read. */
function oneOf<T extends string>(value: string | null, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new TypeError(`unexpected value in a video row: ${value}`);
  return found;
}

function texts(json: string | null): string[] {
  const list: unknown = JSON.parse(json ?? '[]');
  if (!Array.isArray(list)) throw new TypeError('a list in a video row is not a list');
  return list.filter((item) => typeof item === 'string');
}
