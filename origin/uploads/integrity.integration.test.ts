import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { uploadListSchema } from '../../shared/contracts/uploads.ts';
import { outbox, uploads } from '../../shared/schema/index.ts';
import {
  describeVideo,
  errorCodeOf,
  mebibyte,
  outcomeOf,
  putPart,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(() => origin.stop());

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
const bytes = randomBytes(8 * mebibyte + 5);
const partHashes = [sha256(bytes.slice(0, 8 * mebibyte)), sha256(bytes.slice(8 * mebibyte))];
const small = randomBytes(1000);
const rowOf = async (uploadId: string) => {
  const [row] = await origin.db.select().from(uploads).where(eq(uploads.id, uploadId));
  if (!row) throw new Error('no such upload');
  return row;
};
const jobsOf = (videoId: string) =>
  origin.db
    .select()
    .from(outbox)
    .where(eq(outbox.jobId, `transcode-${videoId}`));

/** Uploads `file` whole, announced with its hash. */
async function uploadKnown({ api }: TestUser, file: Uint8Array) {
  const upload = await api.createUpload(describeVideo(file, { sha256: sha256(file) }));
  await api.completeUpload(upload.upload_id, { parts: await putParts(upload, file) });
  return upload;
}

describe('the SHA-256 of parts', () => {
  test('is compared with what is stored, one by one, whichever are given', async () => {
    const { api } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(bytes));
    const [first, second] = await putParts(upload, bytes);
    if (!first || !second) throw new Error('two parts expected');
    const parts = [first, { ...second, sha256: partHashes[1] ?? '' }];
    expect((await api.completeUpload(upload.upload_id, { parts })).status).toBe('processing');
    // What was hashed anyway is remembered.
    expect((await rowOf(upload.upload_id)).contentSha256).toBe(sha256(bytes));
  });

  test('that is wrong ends the upload, names the part and removes the file', async () => {
    const { api, token } = await origin.signUp();
    const upload = await api.createUpload(describeVideo(bytes));
    const sent = await putParts(upload, bytes);
    const parts = sent.map((part) => ({ ...part, sha256: partHashes[0] }));
    const path = `/uploads/${upload.upload_id}/complete`;
    const response = await origin.request('POST', path, { token, body: { parts } });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      error: { code: 'checksum_mismatch', details: { part_numbers: [2] } },
    });
    const { objectKey, state } = await rowOf(upload.upload_id);
    expect([state, await origin.objects.head(objectKey)]).toEqual(['failed', null]);
    expect(await jobsOf(upload.video_id)).toEqual([]);
  });
});

describe('a file that is no video', () => {
  test.each([
    ['text', 'dear diary, '.repeat(100)],
    ['a playlist', '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'],
    ['a script', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
    ['a picture', '\x89PNG\r\n\x1a\n'],
  ])('but %s is refused by its content, whatever name and type it has', async (_, content) => {
    const { api, token } = await origin.signUp();
    const file = Uint8Array.from(content, (letter) => letter.charCodeAt(0));
    const upload = await api.createUpload(describeVideo(file, { filename: 'film.mp4', mime: 'video/mp4' }));
    const parts = await putParts(upload, file);
    const path = `/uploads/${upload.upload_id}/complete`;
    expect(await outcomeOf(await origin.request('POST', path, { token, body: { parts } }))).toBe(
      '415 unsupported_media',
    );
    expect(await api.videoStatus(upload.video_id)).toMatchObject({
      status: 'failed',
      error: { code: 'unsupported_media' },
    });
    expect(await origin.objects.head((await rowOf(upload.upload_id)).objectKey)).toBeNull();
    expect(await jobsOf(upload.video_id)).toEqual([]);
  });
});

test('a video is known by its content, whatever name and type it has', async () => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(small, { filename: 'letter.txt', mime: 'text/plain' }));
  const parts = await putParts(upload, small);
  expect((await api.completeUpload(upload.upload_id, { parts })).status).toBe('processing');
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\fakepath\\clip.mp4', 'clip.mp4'],
  ['/', 'video'],
  ['..', '..'],
  ['a\u0000b\u001b[2J.mp4', 'ab[2J.mp4'],
  ['名前.mp4', '名前.mp4'],
])('a file name %j leads nowhere', async (filename, kept) => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(small, { filename }));
  const row = await rowOf(upload.upload_id);
  expect(row.filename).toBe(kept);
  expect(row.objectKey).toBe(`originals/${upload.video_id}/${upload.upload_id}`);
});

test('a URL of one upload takes no part of another', async () => {
  const { api } = await origin.signUp();
  const [one, other] = [await api.createUpload(describeVideo(small)), await api.createUpload(describeVideo(small))];
  const storeIds = [(await rowOf(one.upload_id)).storeUploadId, (await rowOf(other.upload_id)).storeUploadId];
  const url = (one.parts[0]?.url ?? '').replace(storeIds[0] ?? '', storeIds[1] ?? '');
  expect(await outcomeOf(await fetch(url, { method: 'PUT', body: small }))).toBe('403 signature_invalid');
  expect((await api.uploadStatus(other.upload_id)).missing).toEqual([1]);
});

test('parts that overlap or shift the file make a wrong SHA-256, and nothing is kept', async () => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(bytes, { sha256: sha256(bytes) }));
  const shifted = new Uint8Array([...bytes.slice(0, 8 * mebibyte), ...bytes.slice(8 * mebibyte - 5, 8 * mebibyte)]);
  const parts = await putParts(upload, shifted);
  expect(await errorCodeOf(api.completeUpload(upload.upload_id, { parts }))).toBe('checksum_mismatch');
  expect(await origin.objects.head((await rowOf(upload.upload_id)).objectKey)).toBeNull();
});

test('a part shorter than it has to be is refused at once', async () => {
  const { api } = await origin.signUp();
  const upload = await api.createUpload(describeVideo(small));
  const [part] = upload.parts;
  if (!part) throw new Error('no part');
  for (const body of [small.slice(1), new Uint8Array(0)])
    expect(await putPart(part, upload, body).catch(String)).toContain('size_mismatch');
  expect((await api.uploadStatus(upload.upload_id)).missing).toEqual([1]);
});

describe('the same file again', () => {
  test('by the same user is copied, not sent, and is a video of its own', async () => {
    const user = await origin.signUp();
    const first = await uploadKnown(user, small);
    const again = await user.api.createUpload(describeVideo(small, { sha256: sha256(small), title: 'Again' }));
    expect(again).toMatchObject({ duplicate_of: first.video_id, parts: [] });
    expect(again.video_id).not.toBe(first.video_id);
    expect((await user.api.uploadStatus(again.upload_id)).missing).toEqual([]);
    const complete = () => user.api.completeUpload(again.upload_id, { parts: [] });
    for (const answer of await Promise.all([complete(), complete()]))
      expect(answer).toEqual({ video_id: again.video_id, status: 'processing' });
    expect(await jobsOf(again.video_id)).toHaveLength(1);
    const copy = await origin.objects.get((await rowOf(again.upload_id)).objectKey);
    expect(sha256(new Uint8Array(await new Response(copy?.body).arrayBuffer()))).toBe(sha256(small));
    expect((await rowOf(again.upload_id)).contentSha256).toBe(sha256(small));
  });

  test('by another user tells them nothing', async () => {
    const [owner, other] = await Promise.all([origin.signUp(), origin.signUp()]);
    const file = randomBytes(1001);
    await uploadKnown(owner, file);
    const upload = await other.api.createUpload(describeVideo(file, { sha256: sha256(file) }));
    expect(upload.duplicate_of).toBeUndefined();
    expect(upload.parts).toHaveLength(1);
  });

  test('is sent again where the first was never hashed here, or is of another size', async () => {
    const { api } = await origin.signUp();
    const file = randomBytes(1002);
    const first = await api.createUpload(describeVideo(file));
    await api.completeUpload(first.upload_id, { parts: await putParts(first, file) });
    const again = await api.createUpload(describeVideo(file, { sha256: sha256(file) }));
    expect(again.duplicate_of).toBeUndefined();
    await api.completeUpload(again.upload_id, { parts: await putParts(again, file) });
    const other = describeVideo(file, { sha256: sha256(file), size_bytes: 1003 });
    expect((await api.createUpload(other)).duplicate_of).toBeUndefined();
  });

  test('is sent after all when the first has gone meanwhile', async () => {
    const user = await origin.signUp();
    const file = randomBytes(1004);
    const first = await uploadKnown(user, file);
    const again = await user.api.createUpload(describeVideo(file, { sha256: sha256(file) }));
    await origin.objects.delete([(await rowOf(first.upload_id)).objectKey]);
    const complete = user.api.completeUpload(again.upload_id, { parts: [] });
    expect(await errorCodeOf(complete)).toBe('part_mismatch');
    expect((await user.api.uploadStatus(again.upload_id)).missing).toEqual([1]);
    const { parts } = await user.api.signParts(again.upload_id, [1]);
    const sent = await putParts({ ...again, parts }, file);
    expect((await user.api.completeUpload(again.upload_id, { parts: sent })).status).toBe('processing');
  });
});

describe('unfinished uploads', () => {
  test('are listed for their user alone, newest first, page by page, until they end', async () => {
    const [user, other] = await Promise.all([origin.signUp(), origin.signUp()]);
    const made = [];
    for (let count = 0; count < 3; count += 1) made.push(await user.api.createUpload(describeVideo(small)));
    const newestFirst = made.map((upload) => upload.upload_id).reverse();
    const list = await user.api.listUploads();
    expect(list.uploads.map((upload) => upload.upload_id)).toEqual(newestFirst);
    expect(list.uploads[0]).toMatchObject({
      state: 'open',
      protocol: 'multipart',
      filename: 'clip.mp4',
      size_bytes: 1000,
    });
    expect(list.next_cursor).toBeNull();
    expect((await other.api.listUploads()).uploads).toEqual([]);

    const paged: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const response = await origin.request('GET', `/uploads${query}`, { token: user.token });
      const page = uploadListSchema.parse(await response.json());
      paged.push(...page.uploads.map((upload) => upload.upload_id));
      if (page.next_cursor === null) break;
      query = `?limit=2&cursor=${page.next_cursor}`;
    }
    expect(paged).toEqual(newestFirst);
    const forged = await origin.request('GET', '/uploads?cursor=eyJ9', { token: user.token });
    expect(await outcomeOf(forged)).toBe('400 validation_failed');

    const [first, second] = made;
    if (!first || !second) throw new Error('three uploads expected');
    await user.api.abortUpload(first.upload_id);
    await user.api.completeUpload(second.upload_id, { parts: await putParts(second, small) });
    expect((await user.api.listUploads()).uploads.map((upload) => upload.upload_id)).toEqual(newestFirst.slice(0, 1));
  });

  test('are gone on with in another browser after origin was started anew', async () => {
    const user = await origin.signUp();
    const created = await user.api.createUpload(describeVideo(bytes));
    const [first] = created.parts;
    if (!first) throw new Error('no part');
    await putPart(first, created, bytes);
    await origin.restart();
    const [found] = (await user.api.listUploads()).uploads;
    if (!found) throw new Error('nothing to go on with');
    const status = await user.api.uploadStatus(found.upload_id);
    const { parts } = await user.api.signParts(found.upload_id, status.missing);
    const sent = await putParts({ ...created, parts }, bytes);
    const all = [...sent, ...status.parts].map(({ part_number, etag }) => ({ part_number, etag }));
    expect((await user.api.completeUpload(found.upload_id, { parts: all })).status).toBe('processing');
  });
});
