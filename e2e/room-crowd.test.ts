import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { makeClip } from '../testkit/fixtures.ts';
import { joinAsCrowd } from '../testkit/room-crowd.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { newCreator, uploadAndSettle } from './creator.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/** `./kinora bench room` has 2,000. */
const MEMBERS = 300;
const POSTERS = 4;
const COMMENTS_EACH = 10;

let kinora: RunningKinora;
let videoId: string;
beforeAll(async () => {
  await using scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  kinora = await runKinora(['start'], { KINORA_COMMENTS_PER_MINUTE: '1000' });
  const clip = { path, durationSec: 2, width: 160, height: 90, frameRate: 10 };
  await Promise.all([makeClip(clip), kinora.ready()]);
  videoId = (await uploadAndSettle((await newCreator(kinora)).client, path)).video_id;
}, 120_000);
afterAll(() => kinora?.stop(), 30_000);

test('everybody in a full room hears every comment that several people post at once: once, in one order, in few messages', async () => {
  const posters = await Promise.all(Array.from({ length: POSTERS }, () => newCreator(kinora)));
  const crowd = await joinAsCrowd({ edgeUrl: kinora.url, videoId, members: MEMBERS });
  try {
    await waitFor(() => crowd.presence() === MEMBERS, { timeoutMs: 30_000, what: 'the room to be full' });
    const total = POSTERS * COMMENTS_EACH;
    const posted = await Promise.all(
      posters.map(async ({ accessToken }, poster) => {
        const words = Array.from({ length: COMMENTS_EACH }, (_, at) => `Comment ${at} of the ${poster}th`);
        for (const content of words) {
          const response = await fetch(`${kinora.url}/api/v1/videos/${videoId}/comments`, {
            method: 'POST',
            headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
            body: JSON.stringify({ content }),
          });
          expect(response.status).toBe(201);
        }
        return words;
      }),
    );
    await crowd.allHeard(total);
    const [first = []] = crowd.heard;
    expect(first.toSorted()).toEqual(posted.flat().sort());
    for (const own of crowd.heard) expect(own).toEqual(first);
    for (const words of posted) expect(first.filter((each) => words.includes(each))).toEqual(words);
    // A comment brings what it does to counts, and some come together.
    expect(crowd.messagesEach()).toBeLessThanOrEqual(total);
  } finally {
    crowd.leave();
  }
}, 60_000);
