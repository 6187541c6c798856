import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { captionsSchema } from '../../shared/contracts/captions.ts';
import { type RepackageJob, repackageJobSchema, type TranscodeResult } from '../../shared/contracts/transcode.ts';
import { isErrorBody } from '../../shared/errors.ts';
import { waitFor } from '../../testkit/services.ts';
import { publishedResult } from '../testing/published-result.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';
import { createTranscodeResultStore } from '../transcode-results/store.ts';
import { createCaptionStore } from './store.ts';

let origin: TestOrigin;
let owner: TestUser;
let stranger: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  [owner, stranger] = await Promise.all([origin.signUp(), origin.signUp()]);
});
afterAll(() => origin.stop());

const srt = '1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n';
const clean = 'WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello\n';

function send(
  method: string,
  videoId: string,
  language: string,
  options: { body?: RequestInit['body']; type?: string; as?: TestUser } = {},
) {
  return fetch(`${origin.url}/api/v1/videos/${videoId}/captions/${language}`, {
    method,
    headers: {
      authorization: `Bearer ${(options.as ?? owner).token}`,
      ...(method === 'PUT' ? { 'content-type': options.type ?? 'application/x-subrip' } : {}),
    },
    ...(options.body === undefined ? {} : { body: options.body }),
  });
}
const put = (videoId: string, language = 'en', body: RequestInit['body'] = srt, type?: string) =>
  send('PUT', videoId, language, { body, ...(type ? { type } : {}) });

async function publish(videoId: string, generation: string, captions: { language: string; sha256: string }[]) {
  const result: TranscodeResult = { ...publishedResult('ready', videoId, generation), captions };
  await createTranscodeResultStore(origin.db).applyResult(result, new Date());
}
const repackagesOf = async (videoId: string): Promise<RepackageJob[]> =>
  (await origin.jobs.getJobs(['waiting', 'prioritized', 'active']))
    .filter((job) => job.name === 'repackage')
    .map((job) => repackageJobSchema.parse(job.data))
    .filter((job) => job.video_id === videoId);
const listed = async (videoId: string) =>
  captionsSchema
    .parse(await (await origin.request('GET', `/videos/${videoId}/captions`, { token: owner.token })).json())
    .captions.map(({ language, source }) => `${language} ${source}`);
const objectOf = async (videoId: string, language: string) => {
  const object = await origin.objects.get(`captions/${videoId}/${language}.vtt`);
  return object ? new Response(object.body).text() : null;
};

test('a SubRip file becomes WebVTT under the canonical language, and a published video is packaged again', async () => {
  const videoId = await uploadWholeVideo(owner, { visibility: 'public' });
  await publish(videoId, 'g1', []);
  const response = await put(videoId, 'pt-br');
  expect([response.status, await response.json()]).toEqual([
    202,
    { language: 'pt-BR', label: 'Português (Brasil)', source: 'upload' },
  ]);
  expect(await objectOf(videoId, 'pt-BR')).toBe(clean);
  const read = await send('GET', videoId, 'PT-br');
  expect([read.status, read.headers.get('content-type'), await read.text()]).toEqual([
    200,
    'text/vtt; charset=utf-8',
    clean,
  ]);
  expect(read.headers.get('cache-control')).toBe('private, no-store');
  expect(await listed(videoId)).toEqual(['pt-BR upload']);
  await waitFor(async () => (await repackagesOf(videoId)).length === 1);
  const {
    kind: _,
    captions: __,
    ...set
  } = publishedResult('ready', videoId, 'g1') as TranscodeResult & { captions?: unknown };
  expect((await repackagesOf(videoId))[0]).toEqual({ kind: 'repackage', ...set, codecs: [] } as RepackageJob);

  expect((await send('DELETE', videoId, 'pt-BR')).status).toBe(204);
  expect(await objectOf(videoId, 'pt-BR')).toBeNull();
  expect(await listed(videoId)).toEqual([]);
  expect(await outcomeOf(await send('GET', videoId, 'pt-BR'))).toBe('404 not_found');
  await waitFor(async () => (await repackagesOf(videoId)).length === 2);
  expect(await outcomeOf(await send('DELETE', videoId, 'pt-BR'))).toBe('404 not_found');
});

test('a change that origin wrote down and died before handing on is packaged after its start', async () => {
  const videoId = await uploadWholeVideo(owner);
  await publish(videoId, 'g1', []);
  // The row and the job in the outbox, and nobody told to relay it.
  await createCaptionStore(origin.db).change(videoId, 'en', 'a', new Date());
  await origin.restart();
  await waitFor(async () => (await repackagesOf(videoId)).length === 1);
});

describe('captions that come before the video is whole', () => {
  const sha256 = new Bun.CryptoHasher('sha256').update(clean).digest('hex');
  test.each([
    ['and are in the first set', [{ language: 'en', sha256 }], 0],
    ['but too late for the first set', [], 1],
    ['and changed meanwhile', [{ language: 'en', sha256: 'old' }], 1],
  ])('%s', async (_, inSet, repackages) => {
    const videoId = await uploadWholeVideo(owner);
    expect((await put(videoId)).status).toBe(202);
    await publish(videoId, 'g1', inSet);
    await waitFor(async () => (await repackagesOf(videoId)).length === repackages);
    await publish(videoId, 'g2', []);
    expect(await repackagesOf(videoId)).toHaveLength(repackages);
  });

  test('and were deleted after the set took them', async () => {
    const videoId = await uploadWholeVideo(owner);
    await put(videoId);
    await send('DELETE', videoId, 'en');
    await publish(videoId, 'g1', [{ language: 'en', sha256 }]);
    await waitFor(async () => (await repackagesOf(videoId)).length === 1);
  });
});

test('captions from the original are listed, and can be replaced or removed', async () => {
  const videoId = await uploadWholeVideo(owner);
  await publish(videoId, 'g1', [
    { language: 'de', sha256: 'a' },
    { language: 'und', sha256: 'b' },
  ]);
  expect(await listed(videoId)).toEqual(['de original', 'und original']);
  await put(videoId, 'de');
  expect((await send('DELETE', videoId, 'und')).status).toBe(204);
  expect(await listed(videoId)).toEqual(['de upload']);
  await publish(videoId, 'g2', [{ language: 'de', sha256: 'c' }]);
  expect(await listed(videoId)).toEqual(['de upload']);
});

test('what cannot be used is refused in words', async () => {
  const videoId = await uploadWholeVideo(owner, { visibility: 'public' });
  await publish(videoId, 'g1', []);
  expect(await outcomeOf(await put(videoId, 'english'))).toBe('400 validation_failed');
  expect(await outcomeOf(await put(videoId, 'und'))).toBe('400 validation_failed');
  expect(await outcomeOf(await put(videoId, '..%2f..%2fx'))).toBe('400 validation_failed');
  expect(await outcomeOf(await put(videoId, 'en', '{}', 'application/json'))).toBe('415 unsupported_media');
  expect(await outcomeOf(await put(videoId, 'en', new Uint8Array(2 * 1024 * 1024 + 1)))).toBe('413 payload_too_large');
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
  expect(await outcomeOf(await put(videoId, 'en', endless))).toBe('413 payload_too_large');
  const broken: unknown = await (await put(videoId, 'en', 'WEBVTT\n\n00:02.000 --> 00:01.000\nA', 'text/vtt')).json();
  expect(isErrorBody(broken) && broken.error).toMatchObject({ code: 'validation_failed', details: { line: 3 } });
  expect(await outcomeOf(await send('PUT', videoId, 'en', { body: srt, as: stranger }))).toBe('403 forbidden');
  expect(await outcomeOf(await send('DELETE', videoId, 'en', { as: stranger }))).toBe('403 forbidden');
  expect(await outcomeOf(await send('GET', videoId, 'en', { as: stranger }))).toBe('403 forbidden');
  expect(await outcomeOf(await send('GET', videoId, '..%2f..%2fx'))).toBe('404 not_found');
  expect(await outcomeOf(await put('nosuchvideo'))).toBe('404 not_found');
  expect(await outcomeOf(await origin.request('PUT', `/videos/${videoId}/captions/en`, { body: {} }))).toBe(
    '401 unauthenticated',
  );
  expect(await listed(videoId)).toEqual([]);
});
