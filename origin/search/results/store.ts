import { getTableColumns, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, playlists, searchDocuments, videos } from '../../../shared/schema/index.ts';
import type { PresentedVideo } from '../../videos/present-video.ts';
import { fixedStatement, fixedStatements } from '../fixed-text/store.ts';
import {
  documentsAsText,
  indexVersion,
  type LivingDocument,
  opennessAsText,
  readDocuments,
  readOpenness,
  subjectsAsJson,
} from '../living/store.ts';
import { rowsAsText } from '../rows-as-text/store.ts';
import { type DocumentKind, documentKinds } from '../search-document.ts';
import { type ShownVideoText, shownChannel, shownVideo } from '../shown-videos/store.ts';
import { isNotSuspended, isOpenVideo, type Subject } from '../store.ts';

export type SearchStore = ReturnType<typeof createSearchStore>;

type ChannelRow = typeof channels.$inferSelect;
type PlaylistRow = typeof playlists.$inferSelect;
export type Shown = {
  videos: readonly PresentedVideo[];
  channels: readonly ChannelRow[];
  playlists: readonly PlaylistRow[];
};

const channelText = rowsAsText(getTableColumns(channels));
const playlistText = rowsAsText(getTableColumns(playlists));

const nowMs = sql`${sql.placeholder('nowMs')}`;
const isAsked = (column: SQLWrapper, kind: DocumentKind) =>
  sql`${column} in (select value from json_each(${sql.placeholder(kind)}))`;
/** What is shown of those whose ids are the placeholder named as their kind. */
const shownOf: Record<DocumentKind, SQL> = {
  video: sql`select json_group_array(${shownVideo.asJson})
    from ${videos} inner join ${channels} ${shownChannel} on ${shownChannel.id} = ${videos.channelId}
    where ${isAsked(videos.id, 'video')} and ${isOpenVideo(nowMs)} and ${isNotSuspended(videos.ownerId)}`,
  channel: sql`select json_group_array(${channelText.asJson})
    from ${channels} where ${isAsked(channels.id, 'channel')} and ${isNotSuspended(channels.ownerId)}`,
  playlist: sql`select json_group_array(${playlistText.asJson}) from ${playlists}
    where ${isAsked(playlists.id, 'playlist')} and ${playlists.visibility} = 'public' and ${isNotSuspended(playlists.ownerId)}`,
};
const shownOfAll = (kinds: readonly DocumentKind[]): SQL[] =>
  kinds.map((kind) => sql`(${shownOf[kind]}) as ${sql.raw(kind)}`);

type Texts = Partial<Record<DocumentKind, string>>;

const livingSql = fixedStatement<{ found: string }>(
  sql`select (${documentsAsText(
    sql`(${searchDocuments.kind}, ${searchDocuments.subjectId})
    in (select value ->> 0, value ->> 1 from json_each(${sql.placeholder('subjects')}))`,
  )}) as found`,
);
const opennessSql = fixedStatement<{ open: string }>(sql`select (${opennessAsText}) as open`);
const shownSql = fixedStatements<readonly DocumentKind[], Texts>(
  (kinds) => sql`select ${sql.join(shownOfAll(kinds), sql`, `)}`,
);
const stillSql = fixedStatements<readonly DocumentKind[], Texts & { open: string; version: number }>(
  (kinds) => sql`
    select ${sql.join([sql`(${opennessAsText}) as open`, sql`(${indexVersion}) as version`, ...shownOfAll(kinds)], sql`, `)}`,
);

/** Everything that `shownSql` and `stillSql` are asked with besides the time. */
function idsOf(page: readonly Subject[]): { kinds: DocumentKind[]; ids: Texts } {
  const ids = new Map<DocumentKind, string[]>();
  for (const { kind, subjectId } of page) ids.set(kind, [...(ids.get(kind) ?? []), subjectId]);
  return {
    kinds: documentKinds.filter((kind) => ids.has(kind)),
    ids: Object.fromEntries([...ids].map(([kind, those]) => [kind, JSON.stringify(those)])),
  };
}

export function createSearchStore(db: Database) {
  return {
    /** Those of `subjects` that everyone may see at this moment. */
    async living(subjects: readonly Subject[], now: Date): Promise<LivingDocument[]> {
      if (subjects.length === 0) return [];
      const { found } = await livingSql(db, { subjects: subjectsAsJson(subjects), nowMs: now.getTime() });
      return readDocuments(found).living;
    },

    /** Whether everyone may see each of `subjects` at this moment. */
    async openness(subjects: readonly Subject[], now: Date): Promise<boolean[]> {
      if (subjects.length === 0) return [];
      const { open } = await opennessSql(db, { subjects: subjectsAsJson(subjects), nowMs: now.getTime() });
      return readOpenness(open);
    },

    /** Of `page`, what is to be shown; asked again whether everyone may see it. All in one exchange. */
    async shown(page: readonly Subject[], now: Date): Promise<Shown> {
      const { kinds, ids } = idsOf(page);
      return readShown(kinds.length === 0 ? {} : await shownSql(kinds)(db, { ...ids, nowMs: now.getTime() }));
    },

    /**
     * Of what was ranked a moment ago: whether everyone may see each of `hits` now, what is to be shown of the first
     * `limit`, and the index's version. One exchange.
     */
    async still(
      hits: readonly Subject[],
      limit: number,
      now: Date,
    ): Promise<{ isOpen: boolean[]; shown: Shown; indexVersion: number }> {
      const { kinds, ids } = idsOf(hits.slice(0, limit));
      const values = { ...ids, subjects: subjectsAsJson(hits), nowMs: now.getTime() };
      const { open, version, ...texts } = await stillSql(kinds)(db, values);
      return { isOpen: readOpenness(open), shown: readShown(texts), indexVersion: version };
    },
  };
}

function readShown(texts: Texts): Shown {
  const rowsOf = <Row>(kind: DocumentKind) => JSON.parse(texts[kind] ?? '[]') as Row[]; // as `shownOf` makes them
  return {
    videos: rowsOf<ShownVideoText>('video').map(shownVideo.read),
    channels: rowsOf<unknown[]>('channel').map(channelText.read),
    playlists: rowsOf<unknown[]>('playlist').map(playlistText.read),
  };
}
