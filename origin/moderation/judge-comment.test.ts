import { describe, expect, test } from 'bun:test';
import { compileRules } from './compile-rules.ts';
import { defaultRules } from './default-rules.ts';
import { judgeComment, type WrittenComment } from './judge-comment.ts';
import { innocent, offensive, unseen } from './testing/sentences.ts';
import { gistOf } from './text/likeness.ts';

const rules = compileRules(defaultRules);
const dayMs = 86_400_000;
const written = (content: string, more: Partial<WrittenComment> = {}): WrittenComment => ({
  ...{ content, byTeam: false, accountAgeMs: 30 * dayMs, recentGists: [], othersAlike: 0 },
  ...more,
});
const judge = (content: string, more: Partial<WrittenComment> = {}) =>
  judgeComment(written(content, more), rules, null);
const isHeld = (content: string) => judge(content).reasons.includes('profanity');

describe('offensive words', () => {
  const all = (table: Readonly<Record<string, readonly string[]>>) => Object.values(table).flat();
  test.each(Object.entries(offensive))('are found in %s, however they are disguised', (_language, sentences) => {
    expect(sentences.filter((sentence) => !isHeld(sentence))).toEqual([]);
  });
  test.each(Object.entries(innocent))('are not seen in innocent %s', (_language, sentences) => {
    expect(sentences.filter(isHeld)).toEqual([]);
  });
  test('are told apart in sentences that the rules were not made for', () => {
    const found = unseen.offensive.filter(isHeld).length;
    const mistaken = unseen.innocent.filter(isHeld).length;
    const figures = { precision: found / (found + mistaken), recall: found / unseen.offensive.length };
    expect(figures.precision).toBeGreaterThanOrEqual(0.9);
    expect(figures.recall).toBeGreaterThanOrEqual(0.9);
  });
  test('the table is long enough to mean something', () => {
    expect([all(offensive).length, all(innocent).length].every((count) => count >= 80)).toBe(true);
  });
});

describe('points', () => {
  test.each<[string, string, Partial<WrittenComment>, string, string[]]>([
    ['nothing', 'What a lovely film about bees', {}, 'approved', []],
    ['a new account', 'What a lovely film about bees', { accountAgeMs: 0 }, 'approved', []],
    ['a link', 'see https://example.com/a', {}, 'approved', []],
    ['five links', 'a.com b.com c.com d.com https://e.com', {}, 'held', ['many_links']],
    [
      'a link of a new account',
      'see example.com',
      { accountAgeMs: 1 },
      'held',
      ['link_from_new_account', 'new_account'],
    ],
    [
      'an account whose age is unknown',
      'see example.com',
      { accountAgeMs: null },
      'held',
      ['link_from_new_account', 'new_account'],
    ],
    ['shouting', 'WHY DOES NOBODY LISTEN TO ME HERE', {}, 'approved', []],
    [
      'shouting without end',
      `WHY DOES NOBODY LISTEN TO ME ${'!'.repeat(40)} ${'🔥'.repeat(40)}`,
      {},
      'held',
      ['shouting', 'emoji_flood', 'character_flood'],
    ],
    [
      'what was said before',
      'Visit my channel for free stuff!!!',
      { recentGists: Array(2).fill(gistOf('visit my channel for free stuff')) },
      'held',
      ['repeated'],
    ],
    [
      'nearly that',
      'Visit my own channel for free stuff 7',
      { recentGists: Array(2).fill(gistOf('visit my channel for free stuff')) },
      'held',
      ['repeated'],
    ],
    ['what many say', 'Earn money from home today', { othersAlike: 5 }, 'held', ['said_by_many']],
    ['what many say in a word', 'First!', { othersAlike: 500, recentGists: ['first', 'first'] }, 'approved', []],
    [
      'everything at once',
      'fuck a.com b.com c.com d.com e.com f.com g.com',
      { accountAgeMs: 1 },
      'rejected',
      ['profanity', 'many_links', 'link_from_new_account', 'new_account'],
    ],
  ])('%s', (_what, content, more, state, reasons) => {
    expect(judge(content, more)).toMatchObject({ state, reasons });
  });

  test('people of the channel are not judged', () => {
    expect(judge('fuck a.com b.com c.com d.com', { byTeam: true, accountAgeMs: 0 })).toMatchObject({
      state: 'approved',
    });
  });

  test('lists of the rules count, below their domains and by a part of a word', () => {
    const own = compileRules({
      ...defaultRules,
      blocked_words: { points: 10, words: ['crypto*', '*coin', 'Größenwahn'] },
      links: { ...defaultRules.links, blocked_domains: ['bad.example'] },
    });
    const reasonsOf = (content: string) => judgeComment(written(content), own, null).reasons;
    expect(reasonsOf('buy CRYPT0currency')).toEqual(['blocked_word']);
    expect(reasonsOf('dogecoin')).toEqual(['blocked_word']);
    expect(reasonsOf('grössenwahn')).toEqual(['blocked_word']);
    expect(reasonsOf('coincidence')).toEqual([]);
    expect(reasonsOf('https://www.shop.bad.example/x')).toEqual(['blocked_link']);
    expect(reasonsOf('https://notbad.example/x')).toEqual([]);
  });
});

describe('a channel', () => {
  const channel = { hold_all: false, hold_links: false, blocked_words: [] as string[] };
  const stateFor = (content: string, own: Partial<typeof channel>, standing: 'approved' | null = null) =>
    judgeComment(written(content), rules, { rules: { ...channel, ...own }, standing }).reasons;
  test('holds what it says, unless it approved the author', () => {
    expect(stateFor('hello', { hold_all: true })).toEqual(['channel_holds_all']);
    expect(stateFor('hello', { hold_all: true }, 'approved')).toEqual([]);
    expect(stateFor('see example.com', { hold_links: true })).toEqual(['channel_holds_links']);
    expect(stateFor('hello', { hold_links: true })).toEqual([]);
    expect(stateFor('what a sp0iler', { blocked_words: ['spoiler*'] })).toEqual(['channel_blocked_word']);
    expect(stateFor('fuck', { hold_all: true }, 'approved')).toEqual(['profanity']);
  });
});

test('no text takes long', () => {
  const hostile = [
    'a '.repeat(2_500),
    'a.'.repeat(2_500),
    '!1|'.repeat(1_600),
    'f*'.repeat(2_500),
    'x'.repeat(5_000),
    'a'.repeat(4_999),
    '-.'.repeat(2_500),
    '\u200d👩'.repeat(1_200),
    'é̂̃'.repeat(1_600),
  ];
  const many = compileRules({
    ...defaultRules,
    blocked_words: { points: 1, words: Array.from({ length: 5_000 }, (_, at) => `word${at}*`) },
  });
  const started = process.cpuUsage();
  for (const text of hostile) judgeComment(written(text), many, null);
  const { user, system } = process.cpuUsage(started);
  // Processor time, not time on the clock; a pattern that backtracks would take minutes.
  expect((user + system) / 1_000_000).toBeLessThan(5);
});
