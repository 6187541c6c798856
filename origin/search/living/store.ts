import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { channels, playlists, searchDocuments, videos } from '../../../shared/schema/index.ts';
import type { PresentedVideo } from '../../videos/present-video.ts';
import { fixedText } from '../fixed-text/store.ts';
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
const rowsText = (more: SQL, joins: SQL) =>
  fixedText(sql`
    select json_group_array(iif(${document.isOpen},
      json_array(${kind}, ${subjectId}, ${titleWords}, ${tagWords}, ${channelWords}, ${publishedAt}, ${title},
        ${viewCount}, ${likeCount}, ${dislikeCount}, ${durationSec}, ${category}, ${language} ${more}),
      json_array(${kind}, ${subjectId})))
    from ${searchDocuments} ${document.joins} ${joins}`);
const rowsOf = rowsText(sql``, sql``);
const shownRowsOf = rowsText(
  sql`, iif(${shownChannel.id} is null, null, ${shownVideo.asJson})`,
  // Without a channel, where nothing is to be shown, nothing is read.
  sql`left join ${channels} ${shownChannel}
    on ${shownChannel.id} = iif(${sql.placeholder('areShown')}, ${videos.channelId}, null)`,
);

const subject = openness(sql`asked.value ->> 0`, sql`asked.value ->> 1`);
const opennessOf = fixedText(sql`
  select json_group_array(json_array(asked.key, ${subject.isOpen}))
  from json_each(${sql.placeholder('subjects')}) asked ${subject.joins}`);

/** Whether everyone may see each of `subjects` at this moment, as one text for `readOpenness`. */
export const opennessAsText = (subjects: readonly Subject[], now: Date): SQL =>
  opennessOf({ subjects: JSON.stringify(subjects.map((it) => [it.kind, it.subjectId])), nowMs: now.getTime() });

export function readOpenness(text: string): boolean[] {
  const isOpen: boolean[] = [];
  for (const [at, open] of JSON.parse(text) as [number, 0 | 1][]) isOpen[at] = open === 1; // as the statement makes them
  return isOpen;
}

/**
 * The documents that are `wanted`, as one text: a value for every column of every row costs more than reading them does.
 * What not everyone may see at this moment is named and no more.
 */
export const documentsAsText = (wanted: SQL, now: Date): SQL =>
  sql`${rowsOf({ nowMs: now.getTime() })} where ${wanted}`;

/** The same, and where `areShown` is true of the answer, what is shown of each video. */
export const shownDocumentsAsText = (wanted: SQL, areShown: SQL, now: Date): SQL =>
  sql`${shownRowsOf({ nowMs: now.getTime(), areShown })} where ${wanted}`;

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
    const subject = { kind: row[0], subjectId: row[1] };
    subjects.push(subject);
    if (row.length === 2) continue;
    const [, , titleWords, tagWords, channelWords, publishedAtMs, title, viewCount, likes, dislikes, ...more] = row;
    living.push({
      ...subject,
      ...{ titleWords, tagWords, channelWords, publishedAtMs, title },
      ...{ viewCount: viewCount ?? 0, likes: likes ?? 0, dislikes: dislikes ?? 0 },
      ...{ durationSec: more[0], category: more[1], language: more[2] },
    });
    if (more[3]) shownVideos.push(shownVideo.read(more[3]));
  }
  return { subjects, living, shownVideos };
}
