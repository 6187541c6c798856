import { describe, expect, test } from 'bun:test';
import { decidePlayback, type PlaybackFacts, type PolicyVideo, type Viewer } from './decide-playback.ts';

const NOW_MS = 1_000_000;
const base: PolicyVideo = {
  ownerId: 'owner',
  ownerSuspended: false,
  visibility: 'public',
  sharedWith: [],
  takenDown: 'no',
  playable: true,
  generation: 'g1',
  ageRestricted: false,
  geoAllow: [],
  geoDeny: [],
  embedDomains: [],
  publishAtMs: null,
};

const user = (userId: string, more: Partial<NonNullable<Viewer>> = {}): Viewer => ({
  ...{ userId, hash: `hash-of-${userId}`, adult: false, staff: false, suspended: false },
  ...more,
});
const viewers = {
  anonymous: null,
  minor: user('someone'),
  adult: user('someone', { adult: true }),
  shared: user('friend', { adult: true }),
  owner: user('owner'),
  moderator: user('moderator', { adult: true, staff: true }),
  suspended: user('owner', { adult: true, suspended: true }),
} satisfies Record<string, Viewer>;
const countries = { unknown: null, DE: 'DE', FR: 'FR' };
const visibilities = ['public', 'unlisted', 'private'] as const;
const publishing = { always: null, past: NOW_MS, future: NOW_MS + 1 };
const takenDown = ['no', 'by a moderator', 'by law'] as const;
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

function outcome(video: PolicyVideo | null, viewer: Viewer, facts: Partial<PlaybackFacts> = {}): string {
  const decision = decidePlayback(video, viewer, { country: null, nowMs: NOW_MS, ...facts });
  return decision.allow ? 'allow' : decision.code;
}

test('every combination of visibility, sharing, publishing, take-down, suspension, geography, age, readiness and viewer', () => {
  let cases = 0;
  for (const visibility of visibilities)
    for (const [published, publishAtMs] of Object.entries(publishing))
      for (const down of takenDown)
        for (const ownerSuspended of [false, true])
          for (const [geography, geo] of Object.entries(geographies))
            for (const ageRestricted of [false, true])
              for (const playable of [true, false])
                for (const [who, viewer] of Object.entries(viewers))
                  for (const [where, country] of Object.entries(countries)) {
                    const rules = { visibility, publishAtMs, takenDown: down, ownerSuspended, ageRestricted, playable };
                    const video = { ...base, ...geo, ...rules, sharedWith: ['friend'] };
                    const maySee =
                      who === 'owner' || (published !== 'future' && (visibility !== 'private' || who === 'shared'));
                    let expected = playable ? 'allow' : 'video_not_playable';
                    if (who !== 'owner' && ageRestricted && (who === 'anonymous' || who === 'minor'))
                      expected = 'age_restricted';
                    if (who !== 'owner' && !letsIn[geography]?.[where]) expected = 'geo_blocked';
                    if (who !== 'moderator') {
                      if (down === 'by a moderator') expected = who === 'owner' ? 'taken_down' : 'not_found';
                      if (down === 'by law') expected = 'unavailable_for_legal_reasons';
                      if (ownerSuspended) expected = 'not_found';
                    }
                    if (!maySee) expected = 'not_found';
                    if (who === 'suspended') expected = 'account_suspended';
                    const label = [
                      visibility,
                      published,
                      down,
                      ownerSuspended,
                      geography,
                      ageRestricted,
                      playable,
                      who,
                      where,
                    ].join(' / ');
                    expect(`${label}: ${outcome(video, viewer, { country })}`).toBe(`${label}: ${expected}`);
                    cases += 1;
                  }
  expect(cases).toBe(3 * 3 * 3 * 2 * 4 * 2 * 2 * 7 * 3);
});

test.each(Object.entries(viewers))('a missing video for %s', (who, viewer) => {
  expect(outcome(null, viewer, { country: 'DE' })).toBe(who === 'suspended' ? 'account_suspended' : 'not_found');
});

test('a playable video without a generation has nothing to play', () => {
  expect(outcome({ ...base, generation: null }, viewers.owner)).toBe('video_not_playable');
});

test('a visibility that is not known denies', () => {
  expect(outcome({ ...base, visibility: 'friends' as 'public' }, null)).toBe('not_found');
});

describe('a list of sites that may embed', () => {
  const listed = { ...base, embedDomains: ['news.example', '*.blogs.example'] };
  test.each([
    [null, 'allow'],
    ['news.example', 'allow'],
    ['a.blogs.example', 'allow'],
    ['blogs.example', 'embed_forbidden'],
    ['evilblogs.example', 'embed_forbidden'],
    ['news.example.evil', 'embed_forbidden'],
    ['sub.news.example', 'embed_forbidden'],
    ['', 'embed_forbidden'],
  ])('site %p: %s, for the owner as well', (site, expected) => {
    expect(outcome(listed, null, { site })).toBe(expected);
    expect(outcome(listed, viewers.owner, { site })).toBe(expected);
  });

  test('an empty one lets every site in', () => {
    expect(outcome(base, null, { site: 'any.example' })).toBe('allow');
    expect(outcome(base, null, { site: '' })).toBe('allow');
  });
});

describe('what a session is told', () => {
  const decide = (more: Partial<PolicyVideo>, viewer: Viewer = null) =>
    decidePlayback({ ...base, ...more }, viewer, { country: 'DE', nowMs: NOW_MS });

  test.each<[string, Partial<PolicyVideo>, boolean]>([
    ['public', {}, true],
    ['public since a while', { publishAtMs: NOW_MS }, true],
    ['unlisted', { visibility: 'unlisted' }, false],
    ['for one country', { geoAllow: ['DE'] }, false],
    ['for all but one country', { geoDeny: ['FR'] }, false],
    ['for some sites', { embedDomains: ['news.example'] }, false],
  ])('a video that is %s', (_what, more, open) => {
    expect(decide(more)).toMatchObject({ allow: true, open });
  });

  test('only what an anonymous viewer could see as well is open', () => {
    expect(decide({ ageRestricted: true }, viewers.adult)).toMatchObject({ allow: true, open: false });
    expect(decide({ publishAtMs: NOW_MS + 1 }, viewers.owner)).toMatchObject({ allow: true, open: false });
    expect(decide({ visibility: 'private', sharedWith: ['friend'] }, viewers.shared)).toMatchObject({ open: false });
    expect(decide({ takenDown: 'by law' }, viewers.moderator)).toMatchObject({ allow: true, open: false });
    expect(decide({ ownerSuspended: true }, viewers.moderator)).toMatchObject({ allow: true, open: false });
  });

  test('a country the decision rests on is bound, but not for the owner, whom it does not concern', () => {
    expect(decide({ geoAllow: ['DE'] })).toMatchObject({ country: 'DE' });
    expect(decide({})).toMatchObject({ country: null });
    expect(decide({ geoAllow: ['FR'] }, viewers.owner)).toMatchObject({ allow: true, country: null });
  });
});
