import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type { ApiClient } from '../../shared/client/api-client.ts';
import { idempotencyKeyHeader, idempotencyReplayedHeader } from '../../shared/http-headers.ts';
import { outbox, uploads, videos } from '../../shared/schema/index.ts';
import { createLeaseStore } from '../leases/store.ts';
import {
  describeVideo,
  errorCodeOf,
  outcomeOf,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
let another: Awaited<ReturnType<TestOrigin['startAnother']>>;
beforeAll(async () => {
  origin = await startTestOrigin({ KINORA_QUOTA_BYTES: '10000', KINORA_OPEN_UPLOADS: '6' });
  another = await origin.startAnother();
});
afterAll(() => origin.stop());

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
const small = randomBytes(1000);
const jobsOf = (videoId: string) =>
  origin.db
    .select()
    .from(outbox)
    .where(eq(outbox.jobId, `transcode-${videoId}`));
const both = (user: TestUser): [ApiClient, ApiClient] => [user.api, another.apiOf(user)];

describe('one upload completed at two origins at once', () => {
  test('is one video, one job and the whole file', async () => {
    const user = await origin.signUp();
    const [here, there] = both(user);
    for (const announced of [{}, { sha256: sha256(small) }]) {
      const upload = await here.createUpload(describeVideo(small, announced));
      const parts = await putParts(upload, small);
      const calls = [here, there, here, there].map((api) => api.completeUpload(upload.upload_id, { parts }));
      for (const answer of await Promise.all(calls))
        expect(answer).toEqual({ video_id: upload.video_id, status: 'processing' });
      expect(await jobsOf(upload.video_id)).toHaveLength(1);
      const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, upload.upload_id));
      expect((await origin.objects.head(row?.objectKey ?? ''))?.sizeBytes).toBe(small.length);
    }
  });

  test('goes on at the other when the one that had begun is dead', async () => {
    const user = await origin.signUp();
    const upload = await user.api.createUpload(describeVideo(small));
    const parts = await putParts(upload, small);
    await origin.db.update(uploads).set({ state: 'completing' }).where(eq(uploads.id, upload.upload_id));
    expect(await createLeaseStore(origin.db).acquire(`upload:${upload.upload_id}`, 'killed', 500)).toBe(true);
    const answer = await another.apiOf(user).completeUpload(upload.upload_id, { parts });
    expect(answer.status).toBe('processing');
    expect(await jobsOf(upload.video_id)).toHaveLength(1);
  });

  test('and cancelled at the same time is either, never both', async () => {
    const user = await origin.signUp();
    const [here, there] = both(user);
    const upload = await here.createUpload(describeVideo(small));
    const parts = await putParts(upload, small);
    const [completed, aborted] = await Promise.all([
      errorCodeOf(here.completeUpload(upload.upload_id, { parts })),
      errorCodeOf(there.abortUpload(upload.upload_id)),
    ]);
    expect([completed, aborted].sort()).toEqual(['no error', 'upload_not_open']);
    expect(await jobsOf(upload.video_id)).toHaveLength(completed === 'no error' ? 1 : 0);
  });
});

describe('quotas', () => {
  test('hold to the byte when many uploads begin at both origins at once, and are given back', async () => {
    const user = await origin.signUp();
    const [here, there] = both(user);
    const file = { ...describeVideo(small), size_bytes: 2_500 };
    const begin = (api: ApiClient) => api.createUpload(file).catch((error: { code: string }) => error.code);
    const outcomes = await Promise.all([here, there, here, there, here, there].map(begin));
    const begun = outcomes.filter((outcome) => typeof outcome !== 'string');
    expect(begun).toHaveLength(4);
    expect(outcomes.filter((outcome) => typeof outcome === 'string')).toEqual(['quota_exceeded', 'quota_exceeded']);

    expect(await begin(here)).toBe('quota_exceeded');
    const usage = await origin.request('GET', '/me/storage', { token: user.token });
    expect(await usage.json()).toMatchObject({ used_bytes: 10_000, quota_bytes: 10_000, open_uploads: 4 });
    await here.abortUpload(begun[0]?.upload_id ?? '');
    const next = await begin(there);
    if (typeof next === 'string') throw new Error(next);
    expect(await begin(there)).toBe('quota_exceeded');
    const status = await origin.request('POST', '/uploads', { token: user.token, body: file });
    expect(await outcomeOf(status)).toBe('403 quota_exceeded');
    await origin.db.update(uploads).set({ state: 'expired' }).where(eq(uploads.id, next.upload_id));
    expect(typeof (await begin(here))).toBe('object');
  });

  test('of unfinished uploads hold as well', async () => {
    const user = await origin.signUp();
    const begin = (api: ApiClient) => errorCodeOf(api.createUpload({ ...describeVideo(small), size_bytes: 1 }));
    const [here, there] = both(user);
    const outcomes = await Promise.all(Array.from({ length: 9 }, (_, index) => begin(index % 2 ? here : there)));
    expect(outcomes.filter((outcome) => outcome === 'no error')).toHaveLength(6);
    expect(new Set(outcomes)).toEqual(new Set(['no error', 'too_many_uploads']));
    const refused = await origin.request('POST', '/uploads', { token: user.token, body: describeVideo(small) });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
  });
});

test('one Idempotency-Key at two origins at once begins one upload', async () => {
  const user = await origin.signUp();
  const body = JSON.stringify(describeVideo(small));
  const headers = {
    authorization: `Bearer ${user.token}`,
    'content-type': 'application/json',
    [idempotencyKeyHeader]: crypto.randomUUID(),
  };
  const post = (url: string) => fetch(`${url}/api/v1/uploads`, { method: 'POST', headers, body });
  const responses = await Promise.all([origin.url, another.url, origin.url, another.url].map(post));
  const outcomes = await Promise.all(responses.map((response) => outcomeOf(response)));
  expect(new Set(outcomes)).toBeOneOf([new Set(['201']), new Set(['201', '409 idempotency_in_progress'])]);
  const later = await post(another.url);
  expect([later.status, later.headers.get(idempotencyReplayedHeader)]).toEqual([201, 'true']);
  const rows = await origin.db.select().from(videos).where(eq(videos.ownerId, user.session.user.user_id));
  expect(rows).toHaveLength(1);
});
