import { expect, test } from 'bun:test';
import { decidePlayback, type PolicyVideo, type Viewer } from './decide-playback.ts';

const NOW_MS = 1_000_000;
const base: PolicyVideo = {
  ownerId: 'owner',
  visibility: 'public',
  playable: true,
  generation: 'g1',
  ageRestricted: false,
  geoAllow: [],
  geoDeny: [],
  publishAtMs: null,
};

const viewers: Record<string, Viewer> = {
  anonymous: null,
  minor: { userId: 'someone', adult: false },
  adult: { userId: 'someone', adult: true },
  owner: { userId: 'owner', adult: false },
};
const countries = { unknown: null, DE: 'DE', FR: 'FR' };
const visibilities = ['public', 'unlisted', 'private'] as const;
const publishing = { always: null, past: NOW_MS, future: NOW_MS + 1 };
const geographies = {
  open: { geoAllow: [], geoDeny: [] },
  'only DE': { geoAllow: ['DE'], geoDeny: [] },
  'not DE': { geoAllow: [], geoDeny: ['DE'] },
  'DE and FR, not DE': { geoAllow: ['DE', 'FR'], geoDeny: ['DE'] },
};
/** Which geographies let which country in, written out. */
const letsIn: Record<string, Record<string, boolean>> = {
  open: { unknown: true, DE: true, FR: true },
  'only DE': { unknown: false, DE: true, FR: false },
  'not DE': { unknown: false, DE: false, FR: true },
  'DE and FR, not DE': { unknown: false, DE: false, FR: true },
};

function outcome(video: PolicyVideo | null, viewer: Viewer, country: string | null): string {
  const decision = decidePlayback(video, viewer, { country, nowMs: NOW_MS });
  return decision.allow ? 'allow' : decision.code;
}

test('every combination of visibility, publishing, geography, age, readiness and viewer', () => {
  let cases = 0;
  for (const visibility of visibilities)
    for (const [published, publishAtMs] of Object.entries(publishing))
      for (const [geography, geo] of Object.entries(geographies))
        for (const ageRestricted of [false, true])
          for (const playable of [true, false])
            for (const [who, viewer] of Object.entries(viewers))
              for (const [where, country] of Object.entries(countries)) {
                const video = { ...base, ...geo, visibility, publishAtMs, ageRestricted, playable };
                const hidden = visibility === 'private' || published === 'future';
                let expected = playable ? 'allow' : 'video_not_playable';
                if (who !== 'owner') {
                  if (ageRestricted && who !== 'adult') expected = 'age_restricted';
                  if (!letsIn[geography]?.[where]) expected = 'geo_blocked';
                  if (hidden) expected = 'not_found';
                }
                const label = [visibility, published, geography, ageRestricted, playable, who, where].join(' / ');
                expect(`${label}: ${outcome(video, viewer, country)}`).toBe(`${label}: ${expected}`);
                cases += 1;
              }
  expect(cases).toBe(3 * 3 * 4 * 2 * 2 * 4 * 3);
});

test.each(Object.entries(viewers))('a missing video is not found for %s', (_who, viewer) => {
  expect(outcome(null, viewer, 'DE')).toBe('not_found');
});

test('a playable video without a generation has nothing to play', () => {
  expect(outcome({ ...base, generation: null }, viewers.owner ?? null, null)).toBe('video_not_playable');
});

test('a visibility that is not known denies', () => {
  const video = { ...base, visibility: 'friends' as 'public' };
  expect(outcome(video, null, null)).toBe('not_found');
});
