import { expect, test } from 'bun:test';
import type { EdgeVideo } from '../../metadata/store.ts';
import { edgeVideo } from '../../testing/edge-video.ts';
import { type Sharing, sharingOf } from './shared-video.ts';

const nowMs = 1_000;

test.each<[Partial<EdgeVideo>, Sharing]>([
  [{}, 'listed'],
  [{ geoAllow: ['DE'] }, 'listed'],
  [{ geoDeny: ['DE'] }, 'listed'],
  [{ embedDomains: ['blog.example'] }, 'listed'],
  [{ visibility: 'unlisted' }, 'by link'],
  [{ ageRestricted: true }, 'adult'],
  [{ visibility: 'private' }, 'no'],
  [{ visibility: 'private', ageRestricted: true }, 'no'],
  [{ visibility: 'private', sharedWith: ['friend'] }, 'no'],
  [{ publishAtMs: nowMs + 1 }, 'no'],
  [{ playable: false }, 'no'],
  [{ takenDown: 'by a moderator' }, 'no'],
  [{ takenDown: 'by law' }, 'no'],
  [{ ownerSuspended: true }, 'no'],
])('a video with %p is told of: %s', (more, expected) => {
  expect(sharingOf(edgeVideo(more), nowMs)).toBe(expected);
});

test('of a video that is not there nothing is told', () => {
  expect(sharingOf(null, nowMs)).toBe('no');
});
