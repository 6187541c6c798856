import { wordsOf } from '../../search/text/split-words.ts';
import { type Facts, type Proposal, worthOf } from './rank-suggestions.ts';
import type { Candidate, SuggestionStore, TopicLookUps } from './store.ts';

/** Those proposed most strongly are asked about: each is a row somewhere in the database. */
const ASKED_ABOUT = 90;

/**
 * Facts of the strongest of `proposals` and of what `lookUps` bring up, `known` ones taken from there; `unwanted` videos
 * are not asked about.
 */
export async function lookUpFacts(
  suggestions: Pick<SuggestionStore, 'candidates'>,
  asked: {
    proposals: readonly Proposal[];
    lookUps: TopicLookUps;
    known?: ReadonlyMap<string, Facts>;
    unwanted: ReadonlySet<string>;
  },
  now: Date,
): Promise<Map<string, Facts>> {
  const { known = new Map<string, Facts>(), unwanted } = asked;
  const worth = new Map<string, number>();
  for (const proposal of asked.proposals)
    if (!known.has(proposal.videoId) && !unwanted.has(proposal.videoId))
      worth.set(proposal.videoId, Math.max(worth.get(proposal.videoId) ?? 0, worthOf(proposal)));
  const strongest = [...worth].sort(([, a], [, b]) => b - a).slice(0, ASKED_ABOUT);
  const found = await suggestions.candidates(
    strongest.map(([videoId]) => videoId),
    asked.lookUps,
    now,
  );
  const facts = new Map(found.map((candidate) => [candidate.videoId, factsOf(candidate)]));
  for (const [videoId, it] of known) facts.set(videoId, it);
  for (const videoId of unwanted) facts.delete(videoId);
  return facts;
}

export const factsOf = ({ videoId: _, title, tags, publishedAtMs, ...counts }: Candidate): Facts => ({
  ...counts,
  createdAtMs: publishedAtMs,
  words: new Set(wordsOf(`${title} ${tags.join(' ')}`)),
});
