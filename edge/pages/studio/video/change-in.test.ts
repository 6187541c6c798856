import { expect, test } from 'bun:test';
import { updateVideoSchema } from '../../../../shared/contracts/videos.ts';
import { changeIn, timeField } from './change-in.ts';

test('an empty field empties what it stands for', () => {
  expect(changeIn({ part: 'details', title: 'Tide pools' })).toEqual({
    ...{ title: 'Tide pools', description: '', tags: [], category: '', language: '' },
  });
  expect(changeIn({ part: 'who', visibility: 'public' })).toEqual({
    ...{ visibility: 'public', publish_at: null, age_restricted: false },
    ...{ geo_allow: [], geo_deny: [], embed_domains: [] },
  });
});

test('lists are parted at commas, in whatever script they are typed', () => {
  const { tags } = changeIn({ part: 'details', title: 'x', tags: ' sea ,rocks,, بحر، صخور' });
  expect(tags).toEqual(['sea', 'rocks', 'بحر', 'صخور']);
  const { geo_allow, embed_domains } = changeIn({ geo_allow: 'de, at', embed_domains: '*.Example.org' });
  expect([geo_allow, embed_domains]).toEqual([['DE', 'AT'], ['*.example.org']]);
});

test('a time is one in UTC, and one that is none is refused by the API', () => {
  const { publish_at } = changeIn({ publish_at: '2030-05-04T03:02' });
  expect(publish_at).toBe('2030-05-04T03:02:00.000Z');
  expect(timeField(publish_at ?? null)).toBe('2030-05-04T03:02');
  expect(updateVideoSchema.safeParse(changeIn({ publish_at: 'soon' })).success).toBe(false);
});
