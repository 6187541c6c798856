import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../../../platform/database.ts';
import { channels, playlists, searchDocuments, videos } from '../../../shared/schema/index.ts';
import type { PresentedVideo } from '../../videos/present-video.ts';
import { fixedText } from '../fixed-text/store.ts';
import {
  documentsAsText,
  indexVersion,
  type LivingDocument,
  opennessAsText,
  readDocuments,
  readOpenness,
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

const [ids, nowMs] = [sql.placeholder('ids'), sql.placeholder('nowMs')];
const isAsked = (column: SQL) => sql`${column} in (select value from json_each(${ids}))`;
const listed = (row: SQL) => sql`select json_group_array(${row})`;
const shownOf: Record<DocumentKind, ReturnType<typeof fixedText>> = {
  video: fixedText(sql`${listed(shownVideo.asJson)}
    from ${videos} inner join ${channels} ${shownChannel} on ${shownChannel.id} = ${videos.channelId}
    where ${isAsked(sql`${videos.id}`)} and ${isOpenVideo(sql`${nowMs}`)} and ${isNotSuspended(videos.ownerId)}`),
  channel: fixedText(sql`${listed(channelText.asJson)}
    from ${channels} where ${isAsked(sql`${channels.id}`)} and ${isNotSuspended(channels.ownerId)}`),
  playlist: fixedText(sql`${listed(playlistText.asJson)} from ${playlists}
    where ${isAsked(sql`${playlists.id}`)} and ${playlists.visibility} = 'public' and ${isNotSuspended(playlists.ownerId)}`),
};

export function createSearchStore(db: Database) {
  return {
    /** Those of `subjects` that everyone may see at this moment. */
    async living(subjects: readonly Subject[], now: Date): Promise<LivingDocument[]> {
      if (subjects.length === 0) return [];
      const { kind, subjectId } = searchDocuments;
      const keys = JSON.stringify(subjects.map((subject) => [subject.kind, subject.subjectId]));
      const wanted = sql`(${kind}, ${subjectId}) in (select value ->> 0, value ->> 1 from json_each(${keys}))`;
      const { found } = await db.get<{ found: string }>(sql`select (${documentsAsText(wanted, now)}) as found`);
      return readDocuments(found).living;
    },

    /** Whether everyone may see each of `subjects` at this moment. */
    async openness(subjects: readonly Subject[], now: Date): Promise<boolean[]> {
      if (subjects.length === 0) return [];
      const { open } = await db.get<{ open: string }>(sql`select (${opennessAsText(subjects, now)}) as open`);
      return readOpenness(open);
    },

    /** Of `page`, what is to be shown; asked again whether everyone may see it. All in one exchange. */
    async shown(page: readonly Subject[], now: Date): Promise<Shown> {
      const asked = shownSql(page, now);
      return readShown(asked.length === 0 ? {} : await db.get<Texts>(sql`select ${sql.join(asked, sql`, `)}`));
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
      const { open, version, ...texts } = await db.get<Texts & { open: string; version: number }>(sql`
        select (${opennessAsText(hits, now)}) as open, (${indexVersion}) as version
        ${sql.join(shownSql(hits.slice(0, limit), now).map((rows) => sql`, ${rows}`))}`);
      return { isOpen: readOpenness(open), shown: readShown(texts), indexVersion: version };
    },
  };
}

type Texts = Partial<Record<DocumentKind, string>>;

function shownSql(page: readonly Subject[], now: Date): SQL[] {
  return documentKinds.flatMap((kind) => {
    const ids = page.filter((it) => it.kind === kind).map((it) => it.subjectId);
    const rows = shownOf[kind]({ ids: JSON.stringify(ids), nowMs: now.getTime() });
    return ids.length === 0 ? [] : [sql`(${rows}) as ${sql.raw(kind)}`];
  });
}

function readShown(texts: Texts): Shown {
  const rowsOf = <Row>(kind: DocumentKind) => JSON.parse(texts[kind] ?? '[]') as Row[]; // as `shownOf` makes them
  return {
    videos: rowsOf<ShownVideoText>('video').map(shownVideo.read),
    channels: rowsOf<unknown[]>('channel').map(channelText.read),
    playlists: rowsOf<unknown[]>('playlist').map(playlistText.read),
  };
}
