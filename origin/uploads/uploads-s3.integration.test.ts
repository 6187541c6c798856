import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { uploads } from '../../shared/schema/index.ts';
import { type S3Service, s3Environment, startS3 } from '../../testkit/services.ts';
import {
  describeVideo,
  errorCodeOf,
  mebibyte,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
} from '../testing/test-origin.ts';

let s3: S3Service;
let origin: TestOrigin;
beforeAll(async () => {
  s3 = await startS3();
  origin = await startTestOrigin({
    KINORA_STORAGE_DIR: '',
    ...s3Environment(s3),
  });
}, 150_000);
afterAll(async () => {
  await origin?.stop();
  await s3?.stop();
});

const bytes = randomBytes(8 * mebibyte + 1);
const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');

test('parts go straight to S3; completing repeatedly and at once gives one original', async () => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(bytes, { sha256 }));
  expect(upload.parts.every((part) => part.url.startsWith(s3.endpoint))).toBe(true);
  const parts = await putParts(upload, bytes);
  const complete = () => api.completeUpload(upload.upload_id, { parts });
  const answers = [...(await Promise.all([complete(), complete()])), await complete()];
  for (const answer of answers) expect(answer.status).toBe('processing');
  const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, upload.upload_id));
  expect((await origin.objects.head(row?.objectKey ?? ''))?.sizeBytes).toBe(bytes.length);
});

test('a completion that died after S3 made the object goes on', async () => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(bytes, { sha256 }));
  const parts = await putParts(upload, bytes);
  const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, upload.upload_id));
  await origin.objects.completeMultipartUpload({
    key: row?.objectKey ?? '',
    uploadId: row?.storeUploadId ?? '',
    parts: parts.map(({ part_number, etag }) => ({ partNumber: part_number, etag })),
  });
  expect((await api.completeUpload(upload.upload_id, { parts })).status).toBe('processing');
});

test('an empty file is no video', async () => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(new Uint8Array(0)));
  expect(await errorCodeOf(api.completeUpload(upload.upload_id, { parts: [] }))).toBe('unsupported_media');
});

test('a wrong etag leaves the upload open, a wrong checksum ends it', async () => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(bytes));
  const parts = await putParts(upload, bytes);
  const wrong = parts.map((part) => ({ ...part, etag: '"00000000000000000000000000000000"' }));
  expect(await errorCodeOf(api.completeUpload(upload.upload_id, { parts: wrong }))).toBe('part_mismatch');
  expect((await api.uploadStatus(upload.upload_id)).missing).toEqual([]);
  const other = { parts, sha256: '0'.repeat(64) };
  expect(await errorCodeOf(api.completeUpload(upload.upload_id, other))).toBe('checksum_mismatch');
  const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, upload.upload_id));
  expect(await origin.objects.head(row?.objectKey ?? '')).toBeNull();
});

test('the same file again is copied inside the bucket', async () => {
  const { api } = await origin.signUp();
  const first = await api.createUpload(describeVideo(bytes, { sha256 }));
  await api.completeUpload(first.upload_id, { parts: await putParts(first, bytes) });
  const again = await api.createUpload(describeVideo(bytes, { sha256 }));
  expect(again).toMatchObject({ duplicate_of: first.video_id, parts: [] });
  expect((await api.completeUpload(again.upload_id, { parts: [] })).status).toBe('processing');
  const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, again.upload_id));
  const copy = await origin.objects.get(row?.objectKey ?? '');
  expect(new Bun.CryptoHasher('sha256').update(await new Response(copy?.body).bytes()).digest('hex')).toBe(sha256);
  // What was opened in case the first were gone is closed.
  expect(await Array.fromAsync(origin.objects.listMultipartUploads(row?.objectKey ?? '-'))).toEqual([]);
});

test('the SHA-256 of parts is compared with what S3 holds', async () => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(bytes));
  const [first, second] = await putParts(upload, bytes);
  if (!first || !second) throw new Error('two parts expected');
  const hashOf = (part: Uint8Array) => new Bun.CryptoHasher('sha256').update(part).digest('hex');
  const parts = [
    { ...first, sha256: hashOf(bytes.slice(0, 8 * mebibyte)) },
    { ...second, sha256: hashOf(bytes.slice(8 * mebibyte)) },
  ];
  expect((await api.completeUpload(upload.upload_id, { parts })).status).toBe('processing');
});
