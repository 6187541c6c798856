import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { channels, playlists, searchDocuments, videos } from '../../../shared/schema/index.ts';
import type { PresentedVideo } from '../../videos/present-video.ts';
import { progressOf } from '../pipeline/store.ts';
import type { DocumentKind } from '../search-document.ts';
import { type ShownVideoText, shownChannel, shownVideo } from '../shown-videos/store.ts';
import { isNotSuspended, isOpenVideo, type Subject } from '../store.ts';

/** What a hit is ranked, filtered and counted by, as it stands at this moment. */
export type LivingDocument = Subject & {
  titleWords: string;
  tagWords: string;
  channelWords: string;
  publishedAtMs: number;
  /** As it is written. */
  title: string;
  viewCount: number;
  likes: number;
  dislikes: number;
  durationSec: number | null;
  category: string | null;
  language: string | null;
};

const { kind, subjectId, titleWords, tagWords, channelWords, publishedAt } = searchDocuments;
const { viewCount, likeCount, dislikeCount, durationSec, category, language } = videos;
/** Another number whenever the index of an engine has followed a change: what was found before may differ. */
export const indexVersion = sql`select cast(total(change_seq) as integer) from search_progress
  where id in (${sql.raw(Object.values(progressOf).join())})`;

const nowMs = sql`${sql.placeholder('nowMs')}`;

/** Joins what documents are of, whose kind and id are given, and says whether everyone may see it. */
function openness(of: SQLWrapper, id: SQLWrapper): { joins: SQL; isOpen: SQL } {
  const idOf = (wanted: DocumentKind): SQL => sql`iif(${of} = ${sql.raw(`'${wanted}'`)}, ${id}, null)`;
  const ownerId = sql`coalesce(${videos.ownerId}, ${channels.ownerId}, ${playlists.ownerId})`;
  return {
    joins: sql`left join ${videos} on ${videos.id} = ${idOf('video')}
      left join ${channels} on ${channels.id} = ${idOf('channel')}
      left join ${playlists} on ${playlists.id} = ${idOf('playlist')}`,
    isOpen: sql`coalesce((case ${of} when 'video' then ${isOpenVideo(nowMs)} when 'channel' then ${channels.id} is not null
      else ${playlists.visibility} = 'public' end) and ${isNotSuspended(ownerId)}, 0)`,
  };
}

const document = openness(kind, subjectId);
const title = sql`coalesce(${videos.title}, ${channels.name}, ${playlists.title})`;
const rowsText = (more: SQL, joins: SQL, beside: SQL) => sql`
  select json_group_array(iif(${document.isOpen},
    json_array(${kind}, ${subjectId}, ${titleWords}, ${tagWords}, ${channelWords}, ${publishedAt}, ${title},
      ${viewCount}, ${likeCount}, ${dislikeCount}, ${durationSec}, ${category}, ${language} ${more}),
    json_array(${kind}, ${subjectId})))
  from ${beside} ${searchDocuments} ${document.joins} ${joins}`;

const subject = openness(sql`asked.value ->> 0`, sql`asked.value ->> 1`);

/**
 * Whether everyone may see each of the `subjects` of `subjectsAsJson` at `nowMs`, as one text for `readOpenness`: a part of
 * a statement with these placeholders.
 */
export const opennessAsText: SQL = sql`
  select json_group_array(json_array(asked.key, ${subject.isOpen}))
  from json_each(${sql.placeholder('subjects')}) asked ${subject.joins}`;

export const subjectsAsJson = (subjects: readonly Subject[]): string =>
  JSON.stringify(subjects.map((it) => [it.kind, it.subjectId]));

export function readOpenness(text: string): boolean[] {
  const isOpen: boolean[] = [];
  for (const [at, open] of JSON.parse(text) as [number, 0 | 1][]) isOpen[at] = open === 1; // as the statement makes them
  return isOpen;
}

/**
 * The documents that are `wanted`, as one text: a value for every column of every row costs more than reading them does.
 * What not everyone may see at `nowMs`, a placeholder, is named and no more. `beside`: a table, and how it is joined.
 */
export const documentsAsText = (wanted: SQL, beside = sql``): SQL =>
  sql`${rowsText(sql``, sql``, beside)} where ${wanted}`;

/** The same, and where `areShown` is true of the answer, what is shown of each video. */
export const shownDocumentsAsText = (wanted: SQL, beside: SQL, areShown: SQL): SQL =>
  sql`${rowsText(
    sql`, iif(${shownChannel.id} is null, null, ${shownVideo.asJson})`,
    // Without a channel, where nothing is to be shown, nothing is read.
    sql`left join ${channels} ${shownChannel} on ${shownChannel.id} = iif(${areShown}, ${videos.channelId}, null)`,
    beside,
  )} where ${wanted}`;

type Row = [
  ...[kind: DocumentKind, subjectId: string, titleWords: string, tagWords: string, channelWords: string],
  ...[publishedAtMs: number, title: string, viewCount: number | null, likes: number | null, dislikes: number | null],
  ...[durationSec: number | null, category: string | null, language: string | null, shown?: ShownVideoText | null],
];

/** What a statement gave: all that is there, those of them that everyone may see, and what is shown of these. */
export function readDocuments(text: string): {
  subjects: Subject[];
  living: LivingDocument[];
  shownVideos: PresentedVideo[];
} {
  const subjects: Subject[] = [];
  const living: LivingDocument[] = [];
  const shownVideos: PresentedVideo[] = [];
  // as the statement makes them
  for (const row of JSON.parse(text) as (Row | [DocumentKind, string])[]) {
    subjects.push({ kind: row[0], subjectId: row[1] });
    if (row.length === 2) continue;
    living.push(livingOf(row));
    const shown = row[13];
    if (shown) shownVideos.push(shownVideo.read(shown));
  }
  return { subjects, living, shownVideos };
}

/** Field by field: spreading them costs as much as reading the JSON does. */
const livingOf = (row: Row): LivingDocument => ({
  kind: row[0],
  subjectId: row[1],
  titleWords: row[2],
  tagWords: row[3],
  channelWords: row[4],
  publishedAtMs: row[5],
  title: row[6],
  viewCount: row[7] ?? 0,
  likes: row[8] ?? 0,
  dislikes: row[9] ?? 0,
  durationSec: row[10],
  category: row[11],
  language: row[12],
});
