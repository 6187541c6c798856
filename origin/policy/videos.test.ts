import { expect, test } from 'bun:test';
import { sightOf, type Viewable } from './videos.ts';

const now = new Date('2026-05-01T00:00:00Z');
const later = new Date(now.getTime() + 1);
const base: Viewable = {
  ownerId: 'owner',
  visibility: 'public',
  playable: true,
  publishAt: null,
  takenDownAt: null,
  takenDownByLaw: false,
  deletedAt: null,
  ownerSuspended: false,
  isShared: false,
  memberRole: null,
};

test.each<[string, Partial<Viewable>, string, string, string]>([
  // what                                       change                                         others     moderator  owner
  ['a public playable video', {}, 'seen', 'seen', 'seen'],
  ['an unlisted playable video', { visibility: 'unlisted' }, 'seen', 'seen', 'seen'],
  ['a private video', { visibility: 'private' }, 'missing', 'missing', 'seen'],
  ['a private video that is shared', { visibility: 'private', isShared: true }, 'seen', 'seen', 'seen'],
  ['a shared video before its time', { isShared: true, publishAt: later }, 'missing', 'missing', 'seen'],
  ['a video that does not play yet', { playable: false }, 'missing', 'missing', 'seen'],
  ['a video before its time', { publishAt: later }, 'missing', 'missing', 'seen'],
  ['a video at its time', { publishAt: now }, 'seen', 'seen', 'seen'],
  ['a video that was taken down', { takenDownAt: now }, 'missing', 'seen', 'seen'],
  ['one the law demands', { takenDownAt: now, takenDownByLaw: true }, 'withheld by law', 'seen', 'seen'],
  [
    'a private one the law demands',
    { visibility: 'private', takenDownAt: now, takenDownByLaw: true },
    'missing',
    'missing',
    'seen',
  ],
  ['a video of a suspended user', { ownerSuspended: true }, 'missing', 'seen', 'seen'],
  ['a deleted video', { deletedAt: now }, 'missing', 'missing', 'missing'],
])('%s', (_what, more, others, moderator, owner) => {
  const video = { ...base, ...more };
  expect(sightOf(video, null, now)).toBe(others as 'seen');
  expect(sightOf(video, { userId: 'stranger', role: 'creator' }, now)).toBe(others as 'seen');
  expect(sightOf(video, { userId: 'someone', role: 'moderator' }, now)).toBe(moderator as 'seen');
  expect(sightOf(video, { userId: 'owner', role: 'creator' }, now)).toBe(owner as 'seen');
});

test('a missing video is seen by nobody', () => {
  expect(sightOf(undefined, { userId: 'owner', role: 'creator' }, now)).toBe('missing');
});

test('who works on the channel sees its videos as its owner does', () => {
  const draft = { ...base, visibility: 'private', playable: false, takenDownAt: now } as const;
  const viewer = { userId: 'someone', role: 'creator' } as const;
  expect(sightOf({ ...draft, memberRole: 'editor' }, viewer, now)).toBe('seen');
  expect(sightOf({ ...draft, memberRole: null }, viewer, now)).toBe('missing');
  expect(sightOf({ ...draft, memberRole: 'editor', deletedAt: now }, viewer, now)).toBe('missing');
});
