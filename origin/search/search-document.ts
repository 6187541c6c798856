import { createHash } from 'node:crypto';
import { wordsOf } from './text/split-words.ts';

/** Raised when documents are made or indexed otherwise: at the next start all of them are made anew. */
export const DOCUMENT_FORMAT = 2;

export const documentKinds = ['video', 'channel', 'playlist'] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** What can be found and by what. Only what everyone may see becomes one. */
export type SearchDocument = {
  kind: DocumentKind;
  subjectId: string;
  title: string;
  tags: readonly string[];
  channel: string;
  description: string;
  /** The words of all captions. */
  captions: string;
  /** By what it can be filtered. */
  marks: readonly Mark[];
  publishedAt: Date;
};

/** One word, so that an index of text can filter by it. */
export type Mark = `${string}`;

export const durationBuckets = ['short', 'medium', 'long'] as const;
export type DurationBucket = (typeof durationBuckets)[number];

/** Below four minutes, up to twenty, and longer: as other platforms cut it. */
export function durationBucket(durationSec: number): DurationBucket {
  if (durationSec < 240) return 'short';
  return durationSec <= 1_200 ? 'medium' : 'long';
}

/** With as many views a video is looked through before the others; the index `videos_popular` has the same number. */
export const POPULAR_VIEWS = 10_000;

const joined = (text: string): string => wordsOf(text).join('');

export const marks = {
  kind: (kind: DocumentKind): Mark => `kind${kind}`,
  category: (category: string): Mark => `category${joined(category)}`,
  /** The language alone: `en` is found by `en-GB` and the other way round. */
  language: (language: string): Mark => `language${joined(language.split('-')[0] ?? '')}`,
  duration: (bucket: DurationBucket): Mark => `duration${bucket}`,
  captions: 'captionsyes',
  /** Among the most watched: looked through first. */
  popular: 'popularyes',
} as const;

/** A document in the words that are indexed. */
export type IndexedWords = {
  title: string;
  tags: string;
  channel: string;
  description: string;
  captions: string;
  marks: string;
  /** Equal for documents that would be indexed alike. */
  hash: string;
};

/** Hours of speech have more words than help to find a video. */
const MAX_CAPTION_UNITS = 200_000;

export function indexedWords(document: SearchDocument): IndexedWords {
  const words = (text: string) => wordsOf(text).join(' ');
  const parts = {
    title: words(document.title),
    tags: words(document.tags.join(' ')),
    channel: words(document.channel),
    description: words(document.description),
    captions: words(document.captions.slice(0, MAX_CAPTION_UNITS)),
    marks: [...document.marks].sort().join(' '),
  };
  const hash = createHash('sha256')
    .update(JSON.stringify([DOCUMENT_FORMAT, parts, document.publishedAt.getTime()]))
    .digest('base64url');
  return { ...parts, hash };
}
