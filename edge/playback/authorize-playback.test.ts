import { expect, test } from 'bun:test';
import { createCatalogue } from '../metadata/catalogue.ts';
import type { EdgeVideo } from '../metadata/store.ts';
import { edgeVideo } from '../testing/edge-video.ts';
import { judgePlayback } from './authorize-playback.ts';

const ID = edgeVideo().videoId;

/** A replica that has not heard of change 2, which made the video private, and a primary that may have. */
function setUp(primary: EdgeVideo) {
  const catalogue = createCatalogue({
    store: {
      find: async (_videoId, { fromPrimary }) => ({
        value: fromPrimary ? primary : edgeVideo({ asOfSeq: 1 }),
        index: 1,
      }),
      several: async () => ({ value: [], index: 1 }),
      counts: async () => ({ value: primary, index: 1 }),
    },
    hearsChanges: () => true,
    now: () => 1_000_000,
    waitUntil: () => {},
  });
  const feed = {
    freshen: () => null,
    refresh: async () => {},
    isBlind: () => false,
    onVideoChanged: () => {},
    revocations: {
      ...{ seq: () => 2, seqOfVideo: () => 2, isSuspended: () => false, isKeyRevoked: () => false },
      ...{ hasEnded: () => false, hasEndedForGood: () => false },
    },
  };
  return judgePlayback(ID, null, { country: null, nowMs: 1_000_000 }, { catalogue, feed });
}

test('a row from before a revocation is not decided on: the primary has a newer one', async () => {
  const { decision } = await setUp(edgeVideo({ visibility: 'private', asOfSeq: 2 }));
  expect(decision).toEqual({ allow: false, code: 'not_found' });
});

test('when nothing newer can be had it is an error', async () => {
  await expect(setUp(edgeVideo({ asOfSeq: 1 }))).rejects.toMatchObject({
    code: 'unavailable',
    headers: { 'retry-after': '1' },
  });
});
