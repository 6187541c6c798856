import { expect, test } from 'bun:test';
import { type Facts, type Proposal, rankSuggestions } from './rank-suggestions.ts';
import { stableVariant } from './stable-variant.ts';

const nowMs = Date.UTC(2026, 0, 1);
const options = { diversity: 0.3, perChannel: 3, exploreEvery: 0 };
const fact = (channelId: string, words: string, more: Partial<Facts> = {}): Facts => ({
  ...{ channelId, words: new Set(words.split(' ')), createdAtMs: 0, viewCount: 0, likeCount: 0, dislikeCount: 0 },
  ...more,
});
const proposal = (videoId: string, strength: number, reason: Proposal['reason'] = 'watched_together'): Proposal => ({
  ...{ videoId, strength, reason },
});
const rank = (proposals: Proposal[], facts: Record<string, Facts>, more: Partial<typeof options> = {}, limit = 10) =>
  rankSuggestions(proposals, new Map(Object.entries(facts)), { limit, nowMs, options: { ...options, ...more } });
const idsOf = (ranked: { videoId: string }[]) => ranked.map(({ videoId }) => videoId);

test('what nothing is known about is not shown', () => {
  expect(rank([proposal('gone', 1)], {})).toEqual([]);
});

test('several reasons weigh more than one, and the strongest is told', () => {
  const facts = { a: fact('x', 'one'), b: fact('y', 'two') };
  const ranked = rank([proposal('a', 0.5), proposal('b', 0.5), proposal('b', 0.4, 'trending')], facts, {
    diversity: 0,
  });
  expect(idsOf(ranked)).toEqual(['b', 'a']);
  expect(ranked[0]?.reason).toBe('watched_together');
});

test('what is like the one above gives way to what is not', () => {
  const facts = { a: fact('x', 'red car'), b: fact('x', 'red car race'), c: fact('y', 'blue sea') };
  const proposals = [proposal('a', 0.9), proposal('b', 0.85), proposal('c', 0.75)];
  expect(idsOf(rank(proposals, facts, { diversity: 0 }))).toEqual(['a', 'b', 'c']);
  expect(idsOf(rank(proposals, facts, { diversity: 0.5 }))).toEqual(['a', 'c', 'b']);
});

test('a channel has no more than its share', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const facts = Object.fromEntries(ids.map((id) => [id, fact('x', id)]));
  expect(
    rank(
      ids.map((id) => proposal(id, 0.5)),
      facts,
      { perChannel: 2 },
    ),
  ).toHaveLength(2);
});

test('every so manieth place is for something new', () => {
  const ids = Array.from({ length: 8 }, (_, at) => `k${at}`);
  const facts = Object.fromEntries([...ids, 'n1', 'n2'].map((id) => [id, fact(id, id)]));
  const fresh = ['n1', 'n2'].map((id) => proposal(id, 1, 'new_to_you'));
  const shown = idsOf(rank([...ids.map((id) => proposal(id, 0.8)), ...fresh], facts, { exploreEvery: 4 }, 8));
  expect([shown[3], shown[7]]).toEqual(['n1', 'n2']);
});

test('newer and better liked comes first among equals', () => {
  const facts = {
    old: fact('x', 'one'),
    fresh: fact('y', 'two', { createdAtMs: nowMs }),
    disliked: fact('z', 'three', { dislikeCount: 50 }),
  };
  expect(
    idsOf(
      rank(
        ['disliked', 'old', 'fresh'].map((id) => proposal(id, 0.5)),
        facts,
      ),
    ),
  ).toEqual([...['fresh', 'old', 'disliked']]);
});

test('a variant is always the same for somebody, and as frequent as it should be', () => {
  const people = Array.from({ length: 5_000 }, (_, at) => `person ${at}`);
  const share = (experiment: string) =>
    people.filter((person) => stableVariant(experiment, person, { b: 30 }) === 'b').length / people.length;
  expect(stableVariant('one', 'ann', { b: 50 })).toBe(stableVariant('one', 'ann', { b: 50 }));
  for (const experiment of ['one', 'two']) expect(Math.abs(share(experiment) - 0.3)).toBeLessThan(0.03);
  const both = people.filter((it) => [1, 2].every((at) => stableVariant(`${at}`, it, { b: 50 }) === 'b')).length;
  expect(Math.abs(both / people.length - 0.25)).toBeLessThan(0.03);
  expect(stableVariant('one', 'ann', { b: 0 })).toBe('control');
});
