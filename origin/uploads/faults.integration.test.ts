import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { outbox, uploads, videos } from '../../shared/schema/index.ts';
import { type FaultyWire, startFaultyWire } from '../../testkit/faulty-wire.ts';
import { type S3Service, startS3 } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
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

let s3: S3Service;
let toStore: FaultyWire;
let toDatabase: FaultyWire;
let origin: TestOrigin;
/** Speaks to its database over a wire of its own. */
let cutOff: Awaited<ReturnType<TestOrigin['startAnother']>>;
let user: TestUser;
beforeAll(async () => {
  s3 = await startS3();
  toStore = await startFaultyWire(s3.endpoint);
  origin = await startTestOrigin({
    KINORA_STORAGE_DIR: '',
    KINORA_S3_BUCKET: s3.bucket,
    KINORA_S3_ENDPOINT: toStore.url,
    KINORA_S3_PUBLIC_ENDPOINT: s3.endpoint,
    KINORA_S3_REGION: s3.region,
    KINORA_S3_ACCESS_KEY_ID: s3.accessKeyId,
    KINORA_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  });
  toDatabase = await startFaultyWire(origin.config.KINORA_DATABASE_URL);
  cutOff = await origin.startAnother({ KINORA_DATABASE_URL: toDatabase.url });
}, 150_000);
beforeEach(async () => {
  user = await origin.signUp();
});
afterEach(() => {
  toStore.fault = null;
  toDatabase.fault = null;
});
afterAll(async () => {
  await origin?.stop();
  await toDatabase?.stop();
  await toStore?.stop();
  await s3?.stop();
});

const bytes = randomBytes(1000);
const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
const jobsOf = (videoId: string) =>
  origin.db
    .select()
    .from(outbox)
    .where(eq(outbox.jobId, `transcode-${videoId}`));
/** What the wires do while a request is tried, until one passes. */
const faults: [string, FaultyWire['fault']][] = [
  ['breaks connections', 'cut'],
  ['closes without a word', 'unanswered'],
  ['answers 500', { status: 500 }],
  ['answers 503', { status: 503 }],
];

async function expectWholeVideo(upload: { upload_id: string; video_id: string }) {
  expect(await jobsOf(upload.video_id)).toHaveLength(1);
  const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, upload.upload_id));
  const object = await origin.objects.get(row?.objectKey ?? '');
  expect(await new Response(object?.body).bytes()).toEqual(bytes);
}

describe('the object store', () => {
  test.each([...faults, ['loses its answers', 'lost answer']] as typeof faults)(
    '%s: completing says so, and goes on afterwards',
    async (_, fault) => {
      const upload = await user.api.createUpload(describeVideo(bytes, { sha256 }));
      const parts = await putParts(upload, bytes);
      const complete = () => user.api.completeUpload(upload.upload_id, { parts });
      toStore.fault = fault;
      expect(await errorCodeOf(complete())).toBe('unavailable');
      toStore.fault = null;
      expect((await complete()).status).toBe('processing');
      await expectWholeVideo(upload);
    },
    30_000,
  );

  test('is away while an upload begins: nothing is left behind, nothing counted', async () => {
    const count = async () =>
      (await origin.db.select().from(videos).where(eq(videos.ownerId, user.session.user.user_id))).length;
    toStore.fault = { status: 503 };
    const response = await origin.request('POST', '/uploads', { token: user.token, body: describeVideo(bytes) });
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await outcomeOf(response)).toBe('503 unavailable');
    expect(await count()).toBe(0);
    toStore.fault = null;
    await user.api.createUpload(describeVideo(bytes));
    expect(await count()).toBe(1);
  }, 30_000);

  test('is slow: everything takes longer and nothing else', async () => {
    toStore.fault = { delayMs: 150 };
    const upload = await user.api.createUpload(describeVideo(bytes, { sha256 }));
    const parts = await putParts(upload, bytes);
    expect((await user.api.completeUpload(upload.upload_id, { parts })).status).toBe('processing');
    await expectWholeVideo(upload);
  }, 30_000);

  test('fails in the middle of hashing: the upload does not', async () => {
    const upload = await user.api.createUpload(describeVideo(bytes, { sha256 }));
    const parts = await putParts(upload, bytes);
    const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, upload.upload_id));
    const at = { key: row?.objectKey ?? '', uploadId: row?.storeUploadId ?? '' };
    await origin.objects.completeMultipartUpload({
      ...at,
      parts: parts.map(({ part_number, etag }) => ({ partNumber: part_number, etag })),
    });
    toStore.fault = { status: 503 };
    const complete = () => user.api.completeUpload(upload.upload_id, { parts });
    expect(await errorCodeOf(complete())).toBe('unavailable');
    toStore.fault = null;
    await complete();
    await expectWholeVideo(upload);
  }, 30_000);
});

describe('the database', () => {
  test.each([...faults, ['loses its answers', 'lost answer']] as typeof faults)(
    '%s while an upload completes: the client asks again and there is one video',
    async (_, fault) => {
      const api = cutOff.apiOf(user);
      const upload = await api.createUpload(describeVideo(bytes, { sha256 }));
      const parts = await putParts(upload, bytes);
      toDatabase.fault = fault;
      expect(await errorCodeOf(api.completeUpload(upload.upload_id, { parts }))).toBe('unavailable');
      toDatabase.fault = null;
      // A lease whose holder lost the database has to lapse.
      await waitFor(async () => (await errorCodeOf(api.completeUpload(upload.upload_id, { parts }))) === 'no error', {
        timeoutMs: 30_000,
      });
      await expectWholeVideo(upload);
    },
    60_000,
  );

  test('loses the answer to the beginning of an upload: under one key there is one', async () => {
    const key = crypto.randomUUID();
    const create = () => cutOff.apiOf(user).createUpload(describeVideo(bytes), key);
    toDatabase.fault = 'lost answer';
    expect(await errorCodeOf(create())).toBe('unavailable');
    toDatabase.fault = null;
    const upload = await waitFor(() => create().catch(() => null), { timeoutMs: 30_000 });
    const rows = await origin.db.select().from(uploads).where(eq(uploads.userId, user.session.user.user_id));
    expect(rows.map((row) => row.id)).toEqual([upload.upload_id]);
    await user.api.completeUpload(upload.upload_id, { parts: await putParts(upload, bytes) });
    await expectWholeVideo(upload);
  }, 60_000);
});
