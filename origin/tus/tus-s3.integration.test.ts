import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { uploads } from '../../shared/schema/index.ts';
import { sha256 } from '../../testkit/bytes.ts';
import { type S3Service, s3Environment, startS3 } from '../../testkit/services.ts';
import { mebibyte, randomBytes, startTestOrigin, type TestOrigin } from '../testing/test-origin.ts';
import { sendByTus } from './testing/tus-client.ts';

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

// Neither the chunks nor what a break leaves behind have a size that S3 takes for a part.
test('tus ends in S3: small chunks, a break, and the rest', async () => {
  const { token } = await origin.signUp();
  const endpoint = `${origin.url}/api/v1/tus`;
  const bytes = randomBytes(17 * mebibyte + 11);
  const options = { endpoint, token, metadata: { filename: 'clip.mp4' }, chunkSize: 3 * mebibyte + 1 };
  const first = await sendByTus(bytes, { ...options, stopAfter: 9 * mebibyte });
  await origin.restart();
  const second = await sendByTus(bytes, { ...options, uploadUrl: first.url });
  expect(second.offsets[0]).toBeGreaterThanOrEqual(9 * mebibyte);
  const [row] = await origin.db
    .select()
    .from(uploads)
    .where(eq(uploads.id, first.url.split('/').at(-1) ?? ''));
  expect(row?.state).toBe('completed');
  const object = await origin.objects.get(row?.objectKey ?? '');
  expect(sha256(object && new Uint8Array(await new Response(object.body).arrayBuffer()))).toBe(sha256(bytes));
  expect(await Array.fromAsync(origin.objects.list(row?.objectKey ?? ''))).toHaveLength(1);
}, 60_000);
