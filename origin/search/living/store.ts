import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { channels, playlists, searchDocuments, videos } from '../../../shared/schema/index.ts';
import { fixedText } from '../fixed-text/store.ts';
import { progressOf } from '../pipeline/store.ts';
import type { DocumentKind } from '../search-document.ts';
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
const rowsOf = fixedText(sql`
  select json_group_array(iif(${document.isOpen},
    json_array(${kind}, ${subjectId}, ${titleWords}, ${tagWords}, ${channelWords}, ${publishedAt}, ${title},
      ${viewCount}, ${likeCount}, ${dislikeCount}, ${durationSec}, ${category}, ${language}),
    json_array(${kind}, ${subjectId})))
  from ${searchDocuments} ${document.joins}`);

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

type Row = [
  ...[kind: DocumentKind, subjectId: string, titleWords: string, tagWords: string, channelWords: string],
  ...[publishedAtMs: number, title: string, viewCount: number | null, likes: number | null, dislikes: number | null],
  ...[durationSec: number | null, category: string | null, language: string | null],
];

/** What `documentsAsText` gave: all that is there, and those of them that everyone may see. */
export function readDocuments(text: string): { subjects: Subject[]; living: LivingDocument[] } {
  const subjects: Subject[] = [];
  const living: LivingDocument[] = [];
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
  }
  return { subjects, living };
}
