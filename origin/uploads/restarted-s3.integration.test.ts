import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { uploads } from '../../shared/schema/index.ts';
import { s3Environment, startOwnS3 } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { describeVideo, mebibyte, randomBytes, startTestOrigin, type TestOrigin } from '../testing/test-origin.ts';

const partBytes = 5 * mebibyte;
let s3: Awaited<ReturnType<typeof startOwnS3>>;
let origin: TestOrigin;
beforeAll(async () => {
  s3 = await startOwnS3();
  origin = await startTestOrigin({
    KINORA_STORAGE_DIR: '',
    ...s3Environment(s3),
  });
}, 150_000);
afterAll(async () => {
  await origin?.stop();
  await s3?.stop();
});

test('kill -9 of radosgw in mid-upload: acknowledged parts are there and the upload completes', async () => {
  const { api } = await origin.signUp();
  const bytes = randomBytes(6 * partBytes);
  const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
  const upload = await api.createUpload(describeVideo(bytes, { sha256 }));
  const acknowledged = new Map<number, string>();
  const put = async ({ part_number, url }: { part_number: number; url: string }): Promise<boolean> => {
    const body = bytes.subarray((part_number - 1) * upload.part_size, part_number * upload.part_size);
    const response = await fetch(url, { method: 'PUT', body }).catch(() => null);
    if (!response?.ok) return false;
    acknowledged.set(part_number, response.headers.get('etag') ?? '');
    return true;
  };
  const [first, ...others] = upload.parts;
  if (!first) throw new Error('an upload without parts');
  expect(others.length).toBeGreaterThan(1);
  expect(await put(first)).toBe(true);
  const inFlight = Promise.all(others.map(put));
  await s3.killGateway();
  await inFlight;

  const before = new Map(acknowledged);
  const status = await waitFor(() => api.uploadStatus(upload.upload_id).catch(() => null), {
    timeoutMs: 60_000,
    what: 'radosgw to come back',
  });
  const stored = new Map(status.parts.map(({ part_number, etag }) => [part_number, etag]));
  for (const [number, etag] of before) expect(stored.get(number)).toBe(etag);
  for (const part of upload.parts.filter(({ part_number }) => !before.has(part_number)))
    expect(await put(part)).toBe(true);
  const parts = [...acknowledged].map(([part_number, etag]) => ({ part_number, etag }));
  expect((await api.completeUpload(upload.upload_id, { parts, sha256 })).status).toBe('processing');
  const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, upload.upload_id));
  const object = await origin.objects.get(row?.objectKey ?? '');
  const hash = new Bun.CryptoHasher('sha256').update(await new Response(object?.body).bytes()).digest('hex');
  expect(hash).toBe(sha256);
}, 120_000);
