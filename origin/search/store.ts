import { and, eq, isNull, lte, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { users, videos } from '../../shared/schema/index.ts';
import type { DocumentKind } from './search-document.ts';

export type Subject = { kind: DocumentKind; subjectId: string };
export const keyOf = ({ kind, subjectId }: Subject): string => `${kind} ${subjectId}`;

/** What everyone may see, as far as the video itself says. `now` is when. */
export const isOpenVideo = (now: Date | SQL): SQL | undefined =>
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
export const isNotSuspended = (owner: SQLWrapper): SQL => sql`not exists (select 1 from users indexed by users_suspended
  where users.id = ${owner} and users.suspended_at is not null)`;

/** `column in (…)` with one parameter, however many values: a statement with hundreds is slow to send and to prepare. */
export const inJson = (column: SQLWrapper, values: readonly (string | number)[]): SQL =>
  sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
