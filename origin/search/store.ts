import { and, eq, getTableColumns, isNull, lte, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Database } from '../../platform/database.ts';
import { channels, playlists, searchDocuments, users, videos } from '../../shared/schema/index.ts';
import { rowsAsText } from './rows-as-text/store.ts';
import { type DocumentKind, documentKinds } from './search-document.ts';

export type SearchStore = ReturnType<typeof createSearchStore>;
export type Subject = { kind: DocumentKind; subjectId: string };
export const keyOf = ({ kind, subjectId }: Subject): string => `${kind} ${subjectId}`;
/** What a hit is ranked, filtered and counted by, as it stands at this moment. */
export type LivingDocument = Subject & {
  titleWords: string;
  tagWords: string;
  channelWords: string;
  publishedAtMs: number;
  viewCount: number;
  likes: number;
  dislikes: number;
  durationSec: number | null;
  category: string | null;
  language: string | null;
};
export type VideoRow = typeof videos.$inferSelect;
export type ChannelRow = typeof channels.$inferSelect;
export type PlaylistRow = typeof playlists.$inferSelect;

export type Shown = {
  videos: { video: VideoRow; channel: ChannelRow }[];
  channels: ChannelRow[];
  playlists: PlaylistRow[];
};

/** What everyone may see, as far as the video itself says. `now` is when. */
const isOpenVideo = (now: Date): SQL | undefined =>
  and(
    eq(videos.visibility, 'public'),
    eq(videos.playable, true),
    isNull(videos.deletedAt),
    isNull(videos.takenDownAt),
    or(isNull(videos.publishAt), lte(videos.publishAt, now)),
  );
/** What everyone may see, joined with its owner. */
export const isPublicVideo = (now: Date): SQL | undefined => and(isOpenVideo(now), isNull(users.suspendedAt));
/** The same of an owner, without reading their row: the index of who is suspended is small. */
const isNotSuspended = (owner: SQLWrapper): SQL => sql`not exists (select 1 from users indexed by users_suspended
  where users.id = ${owner} and users.suspended_at is not null)`;
const isPublicPlaylist = and(eq(playlists.visibility, 'public'), isNull(users.suspendedAt));

/** `column in (…)` with one parameter, however many values: a statement with hundreds is slow to send and to prepare. */
export const inJson = (column: SQLWrapper, values: readonly (string | number)[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;

const videoText = rowsAsText(getTableColumns(videos));
const channelText = rowsAsText(getTableColumns(channels));
const playlistText = rowsAsText(getTableColumns(playlists));

/** A document as the statement of `living` makes it. */
type LivingTuple = [
  ...[kind: DocumentKind, subjectId: string, titleWords: string, tagWords: string, channelWords: string],
  ...[publishedAtMs: number, viewCount: number, likes: number, dislikes: number],
  ...[durationSec: number | null, category: string | null, language: string | null],
];

export function createSearchStore(db: Database) {
  const documentRows = (kind: DocumentKind, ids: readonly string[]) =>
    sql`${searchDocuments} inner join json_each(${JSON.stringify(ids)}) wanted
      on ${searchDocuments.kind} = ${kind} and ${searchDocuments.subjectId} = wanted.value`;
  const words = sql`${searchDocuments.kind}, ${searchDocuments.subjectId}, ${searchDocuments.titleWords},
    ${searchDocuments.tagWords}, ${searchDocuments.channelWords}, ${searchDocuments.publishedAt}`;
  const { viewCount, likeCount, dislikeCount, durationSec, category, language } = videos;
  const numbers = sql`${viewCount}, ${likeCount}, ${dislikeCount}, ${durationSec}, ${category}, ${language}`;
  const listed = (values: SQL) => sql`select json_group_array(json_array(${values}))`;
  const noNumbers = sql`0, 0, 0, null, null, null`;
  const livingOf = {
    video: (ids: readonly string[], now: Date) => sql`${listed(sql`${words}, ${numbers}`)}
      from ${documentRows('video', ids)} inner join ${videos} on ${videos.id} = wanted.value
      where ${isOpenVideo(now)} and ${isNotSuspended(videos.ownerId)}`,
    channel: (ids: readonly string[]) => sql`${listed(sql`${words}, ${noNumbers}`)}
      from ${documentRows('channel', ids)} inner join ${channels} on ${channels.id} = wanted.value
      where ${isNotSuspended(channels.ownerId)}`,
    playlist: (ids: readonly string[]) => sql`${listed(sql`${words}, ${noNumbers}`)}
      from ${documentRows('playlist', ids)} inner join ${playlists} on ${playlists.id} = wanted.value
      where ${playlists.visibility} = 'public' and ${isNotSuspended(playlists.ownerId)}`,
  };
  const shownOf = {
    video: (ids: readonly string[], now: Date) => sql`${listed(sql`${videoText.asJson}, ${channelText.asJson}`)}
      from ${videos} inner join ${channels} on ${channels.id} = ${videos.channelId}
      inner join ${users} on ${users.id} = ${videos.ownerId} where ${inJson(videos.id, ids)} and ${isPublicVideo(now)}`,
    channel: (ids: readonly string[]) => sql`${listed(channelText.asJson)}
      from ${channels} inner join ${users} on ${users.id} = ${channels.ownerId}
      where ${inJson(channels.id, ids)} and ${isNull(users.suspendedAt)}`,
    playlist: (ids: readonly string[]) => sql`${listed(playlistText.asJson)}
      from ${playlists} inner join ${users} on ${users.id} = ${playlists.ownerId}
      where ${inJson(playlists.id, ids)} and ${isPublicPlaylist}`,
  };

  /** What each kind's statement makes of the ids of that kind: one text each, all in one exchange. */
  async function ask(
    of: typeof livingOf,
    subjects: readonly Subject[],
    now: Date,
  ): Promise<Record<DocumentKind, unknown[][]>> {
    const asked = documentKinds.flatMap((kind) => {
      const ids = subjects.filter((it) => it.kind === kind).map((it) => it.subjectId);
      return ids.length === 0 ? [] : [sql`(${of[kind](ids, now)}) as ${sql.raw(kind)}`];
    });
    const none: Record<DocumentKind, unknown[][]> = { video: [], channel: [], playlist: [] };
    if (asked.length === 0) return none;
    const texts = await db.get<Record<string, string>>(sql`select ${sql.join(asked, sql`, `)}`);
    return { ...none, ...Object.fromEntries(Object.entries(texts).map(([kind, text]) => [kind, JSON.parse(text)])) };
  }

  return {
    /** Those of `subjects` that everyone may see at this moment. */
    async living(subjects: readonly Subject[], now: Date): Promise<LivingDocument[]> {
      const { video, channel, playlist } = await ask(livingOf, subjects, now);
      const tuples = [...video, ...channel, ...playlist] as LivingTuple[]; // as `words` and `numbers` have them
      return tuples.map(
        ([
          kind,
          subjectId,
          titleWords,
          tagWords,
          channelWords,
          publishedAtMs,
          viewCount,
          likes,
          dislikes,
          ...more
        ]) => ({
          ...{ kind, subjectId, titleWords, tagWords, channelWords, publishedAtMs, viewCount, likes, dislikes },
          ...{ durationSec: more[0], category: more[1], language: more[2] },
        }),
      );
    },

    /** Of `page`, what is to be shown; asked again whether everyone may see it. */
    async shown(page: readonly Subject[], now: Date): Promise<Shown> {
      const { video, channel, playlist } = await ask(shownOf, page, now);
      const rowsIn = (tuples: unknown[][]) => tuples as unknown[][][]; // as `shownOf` nests them
      return {
        videos: rowsIn(video).map(([of = [], by = []]) => ({
          video: videoText.read(of),
          channel: channelText.read(by),
        })),
        channels: rowsIn(channel).map(([of = []]) => channelText.read(of)),
        playlists: rowsIn(playlist).map(([of = []]) => playlistText.read(of)),
      };
    },
  };
}
