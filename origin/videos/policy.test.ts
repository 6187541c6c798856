import { expect, test } from 'bun:test';
import { canSeeVideo } from './policy.ts';

const now = new Date('2026-05-01T00:00:00Z');
const later = new Date(now.getTime() + 1);
const base = { ownerId: 'owner', visibility: 'public', playable: true, publishAt: null } as const;

test.each([
  ['a public playable video', base, true],
  ['an unlisted playable video', { ...base, visibility: 'unlisted' as const }, true],
  ['a private video', { ...base, visibility: 'private' as const }, false],
  ['a video that does not play yet', { ...base, playable: false }, false],
  ['a video before its time', { ...base, publishAt: later }, false],
  ['a video at its time', { ...base, publishAt: now }, true],
])('%s', (_, video, isPublic) => {
  expect(canSeeVideo(video, null, now)).toBe(isPublic);
  expect(canSeeVideo(video, { userId: 'stranger' }, now)).toBe(isPublic);
  expect(canSeeVideo(video, { userId: 'owner' }, now)).toBe(true);
});

test('a missing video is seen by nobody', () => {
  expect(canSeeVideo(undefined, { userId: 'owner' }, now)).toBe(false);
});
