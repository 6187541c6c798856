import type { PolicyVideo } from '../playback/decide-playback.ts';
import type { Database, Row } from './database.ts';

/** All the edge knows of a video; nothing in it depends on who asks. */
export type EdgeVideo = PolicyVideo & {
  videoId: string;
  title: string;
  description: string;
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
  createdAtMs: number;
  channel: { handle: string; name: string };
};

/** What is asked of the database; every call is one read. */
export type VideoStore = {
  find(videoId: string): Promise<EdgeVideo | null>;
  /** Public, playable and published videos, newest first. */
  newest(nowMs: number, limit: number): Promise<EdgeVideo[]>;
};

const SELECT = `select v.id, v.owner_id, v.title, v.description, v.visibility, v.status, v.playable, v.generation, v.thumbnail_generation, v.complete,
  v.duration_sec, v.width, v.height, v.failure_message, v.age_restricted, v.geo_allow, v.geo_deny, v.publish_at,
  v.view_count, v.created_at, c.handle as channel_handle, c.name as channel_name
  from videos v join channels c on c.id = v.channel_id`;

export function createVideoStore(database: Database): VideoStore {
  return {
    async find(videoId) {
      const [row] = await database.query(`${SELECT} where v.id = ?`, [videoId]);
      return row ? toVideo(row) : null;
    },
    async newest(nowMs, limit) {
      const rows = await database.query(
        `${SELECT} where v.visibility = 'public' and v.playable = 1 and (v.publish_at is null or v.publish_at <= ?)
         order by coalesce(v.publish_at, v.created_at) desc, v.id limit ?`,
        [nowMs, limit],
      );
      return rows.map(toVideo);
    },
  };
}

function toVideo(row: Row): EdgeVideo {
  const number = (name: string) => (typeof row[name] === 'number' ? row[name] : null);
  const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
  return {
    videoId: text('id') ?? '',
    ownerId: text('owner_id') ?? '',
    title: text('title') ?? '',
    description: text('description') ?? '',
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
    geoAllow: countries(text('geo_allow')),
    geoDeny: countries(text('geo_deny')),
    publishAtMs: number('publish_at'),
    viewCount: number('view_count') ?? 0,
    createdAtMs: number('created_at') ?? 0,
    channel: { handle: text('channel_handle') ?? '', name: text('channel_name') ?? '' },
  };
}

/** A value the schema does not know must not pass for a permissive one: it fails the read. */
function oneOf<T extends string>(value: string | null, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new TypeError(`unexpected value in a video row: ${value}`);
  return found;
}

function countries(json: string | null): string[] {
  const list: unknown = JSON.parse(json ?? '[]');
  if (!Array.isArray(list)) throw new TypeError('a country list in a video row is not a list');
  return list.filter((item) => typeof item === 'string');
}
