import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { TakenView } from '../../shared/contracts/views.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { newId } from '../../shared/ids.ts';
import { viewSessions } from '../../shared/schema/index.ts';
import { publishedResult } from '../testing/published-result.ts';
import { startTestOrigin, type TestOrigin, type TestUser, uploadWholeVideo } from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';

let origin: TestOrigin;
let owner: TestUser;
let videoId: string;
beforeAll(async () => {
  origin = await startTestOrigin();
  owner = await origin.signUp();
});
afterAll(() => origin.stop());

async function freshVideo(): Promise<void> {
  videoId = await uploadWholeVideo(owner);
  await createTranscodeResultStore(origin.db).applyResult(publishedResult('ready', videoId, 'g1'), new Date());
}

const taken = (more: Partial<TakenView> = {}): TakenView => ({
  ...{ event_id: newId(), video_id: videoId, session_id: newId(), event: 'start', position_sec: 0 },
  ...{ client_at_ms: Date.now(), received_at_ms: Date.now() },
  ...more,
});

async function send(events: unknown[], key = origin.config.KINORA_INTERNAL_KEY): Promise<number> {
  const response = await fetch(`${origin.url}/internal/views`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [internalHeaders.key]: key },
    body: JSON.stringify({ events, dropped: 0 }),
  });
  return response.status;
}
const viewCount = async () => (await owner.api.video(videoId)).view_count;

test('each session counts once, in one batch or several, also when batches come twice and at once', async () => {
  await freshVideo();
  const one = taken();
  const batch = [one, one, ...Array.from({ length: 10 }, () => taken())];
  const statuses = await Promise.all([send(batch), send(batch), send([one]), send(batch.toReversed())]);
  expect(new Set(statuses)).toEqual(new Set([204]));
  expect(await viewCount()).toBe(11);
});

test('heartbeats and completions are taken and count nothing', async () => {
  await freshVideo();
  expect(await send([taken({ event: 'heartbeat' }), taken({ event: 'complete' })])).toBe(204);
  expect(await viewCount()).toBe(0);
});

test('a session counts again on the next UTC day, by the time the edge took it', async () => {
  await freshVideo();
  const session_id = newId();
  const at = (time: string) => taken({ session_id, received_at_ms: Date.parse(time), client_at_ms: 0 });
  await send([at('2026-05-01T23:59:59Z'), at('2026-05-01T00:00:00Z'), at('2026-05-02T00:00:00Z')]);
  expect(await viewCount()).toBe(2);
  const days = (await origin.db.select().from(viewSessions)).filter((row) => row.videoId === videoId);
  expect(days.map((row) => row.day).sort()).toEqual(['2026-05-01', '2026-05-02']);
});

test('a video that is gone keeps no other from being counted', async () => {
  await freshVideo();
  expect(await send([taken({ video_id: 'nosuchvideo' }), taken(), taken({ video_id: 'nosuchvide2' })])).toBe(204);
  expect(await viewCount()).toBe(1);
});

test('only the edge may send them, and only what fits the contract', async () => {
  await freshVideo();
  expect(await send([taken()], 'guess')).toBe(404);
  expect(await send([{ ...taken(), event: 'stop' }])).toBe(400);
  expect(await send(Array.from({ length: 501 }, () => taken()))).toBe(400);
  expect(await viewCount()).toBe(0);
});
