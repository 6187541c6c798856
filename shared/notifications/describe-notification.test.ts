import { expect, test } from 'bun:test';
import { notificationKinds } from '../contracts/notification-words.ts';
import { english, sayIn } from '../messages/catalogue.ts';
import { describeNotification } from './describe-notification.ts';

const video = { video_id: 'abcdefghijk', title: 'A clip' };
const base = {
  ...{ actor: { user_id: 'u', username: 'ann', image_url: null }, actor_count: 1, outcome: null },
  ...{ channel: { channel_id: 'c', handle: 'many', name: 'Many' }, video, comment: null },
};
const textOf = (more: Partial<Parameters<typeof describeNotification>[0]>) =>
  describeNotification({ ...base, kind: 'reply', ...more }, sayIn(english)).text;

test('people are counted in words', () => {
  expect(textOf({})).toBe('ann replied to your comment');
  expect(textOf({ actor_count: 2 })).toBe('ann and 1 other replied to your comment');
  expect(textOf({ actor_count: 13 })).toBe('ann and 12 others replied to your comment');
  expect(textOf({ actor: null })).toBe('Somebody replied to your comment');
});

test('every kind has its sentence, and leads nowhere when the video is not to be seen any more', () => {
  const say = sayIn(english);
  for (const kind of notificationKinds) {
    const shown = describeNotification({ ...base, kind, outcome: 'approved' }, say);
    expect(shown.text).not.toMatch(/undefined|null/);
    const gone = describeNotification({ ...base, kind, outcome: 'approved', video: null }, say);
    expect(gone.text).not.toContain('A clip');
    expect(gone.href).toBe(kind === 'channel_offer' ? '/account' : null);
  }
  expect(describeNotification({ ...base, kind: 'new_video' }, say).href).toBe('/watch/abcdefghijk');
});
