import type { EdgeVideo } from '../metadata/store.ts';

/** A public video that plays, for tests; `more` goes over it. */
export function edgeVideo(more: Partial<EdgeVideo> = {}): EdgeVideo {
  return {
    videoId: 'aaaaaaaaaaa',
    title: 'Title',
    description: '',
    status: 'ready',
    playable: true,
    complete: true,
    generation: 'lx1',
    thumbnailGeneration: null,
    ownerId: 'owner',
    ownerSuspended: false,
    visibility: 'public',
    sharedWith: [],
    takenDown: 'no',
    takenDownReason: null,
    ageRestricted: false,
    geoAllow: [],
    geoDeny: [],
    embedDomains: [],
    publishAtMs: null,
    durationSec: 1,
    width: 640,
    height: 360,
    failureMessage: null,
    viewCount: 0,
    createdAtMs: 0,
    asOfSeq: 0,
    channel: { handle: 'handle', name: 'Channel' },
    ...more,
  };
}
