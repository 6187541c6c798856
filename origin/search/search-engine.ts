import type { PresentedVideo } from '../videos/present-video.ts';
import type { LivingDocument } from './living/store.ts';
import type { ParsedQuery } from './query/parse-query.ts';
import type { Mark, SearchDocument } from './search-document.ts';
import type { Subject } from './store.ts';

export type EngineQuery = {
  query: ParsedQuery;
  /** By the words of terms: other words and expressions that will do as well. */
  synonyms: ReadonlyMap<string, readonly string[]>;
  /** A document must have all of them. */
  marks: readonly Mark[];
  publishedSince: Date | null;
  /** `newest`: the newest matches are wanted, whatever else they are. `titles`: those with the words in their titles. */
  prefer: 'relevant' | 'newest' | 'titles';
  /** Where no more are found, what is shown of videos may be read along. */
  shownUpTo?: number;
  now: Date;
};

/**
 * A full-text index. It only proposes: who may see a hit, in which order hits stand and how they are counted is settled
 * elsewhere, from the living rows, alike for every engine.
 */
export type SearchEngine = {
  /** Makes or renews documents; oldest first. Those that would be as they are stay. */
  index(documents: readonly SearchDocument[], now: Date): Promise<void>;
  /** Makes all documents anew. Searches go on with what was there; `finish` when all of them are in. */
  rebuild(): Promise<Rebuild>;
  remove(subjects: readonly Subject[]): Promise<void>;
  /** Puts together what was indexed bit by bit, so that searches read less. Searches and changes go on meanwhile. */
  compact(): Promise<void>;
  /** The best few hundred matches, in no order, with the other spellings under which some of them were found. */
  find(query: EngineQuery): Promise<Found>;
};

export type Rebuild = {
  /** May be called again while a page before is being written: they are written in the order of the calls. */
  index: SearchEngine['index'];
  /** What is gone is still there afterwards, to be removed. */
  isInPlace: boolean;
  finish(): Promise<void>;
};

export type Found = {
  subjects: Subject[];
  /** Those of `subjects` that everyone may see now, where the engine reads them along; else they are asked for. */
  living?: LivingDocument[];
  /** What is shown of those of `living` of which it was read along: videos, some or none of them. */
  shownVideos?: PresentedVideo[];
  spellings: ReadonlyMap<string, readonly string[]>;
  /** In how many documents' titles, tags or channels the query's words stand, for ranking; words of none are left out. */
  documentsWith: ReadonlyMap<string, number>;
  /** About how many there are. */
  documentCount: number;
  /** Another number whenever the index has followed a change. */
  indexVersion: number;
};
