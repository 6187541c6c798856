import { afterAll, beforeAll, expect, test } from 'bun:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq, or } from 'drizzle-orm';
import { unzipSync } from 'fflate';
import { createS3Store } from '../../platform/object-store/s3-store.ts';
import { createApiClient } from '../../shared/client/api-client.ts';
import { type DataExport, dataExportSchema } from '../../shared/contracts/privacy.ts';
import { channels, comments, erasures, leases, uploads, users, videos } from '../../shared/schema/index.ts';
import { s3Environment, startS3 } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type OriginProcess, startOriginProcess } from '../testing/origin-process.ts';
import { describeVideo, mebibyte, putParts, randomBytes } from '../testing/test-origin.ts';

// Over S3, with a process that is killed at moments that differ from run to run.

let s3: Awaited<ReturnType<typeof startS3>>;
let origin: OriginProcess;
beforeAll(async () => {
  s3 = await startS3();
  origin = await startOriginProcess({
    KINORA_STORAGE_DIR: '',
    ...s3Environment(s3),
    KINORA_ERASURE_GRACE_DAYS: '0',
  });
}, 150_000);
afterAll(async () => {
  await origin?.stop();
  await s3?.stop();
}, 30_000);

const kills = 4;
const proof = { password: 'correct horse' };

/** Somebody with three uploads, the last of which is large enough for several parts of an archive. */
async function newPerson() {
  const { userId, token } = await origin.signUp();
  const api = createApiClient({ baseUrl: origin.url, accessToken: token });
  const files = new Map<string, Uint8Array>();
  for (const sizeMib of [6, 6, 20]) {
    const bytes = randomBytes(sizeMib * mebibyte);
    const upload = await api.createUpload(describeVideo(bytes));
    await api.completeUpload(upload.upload_id, { parts: await putParts(upload, bytes) });
    files.set(upload.video_id, bytes);
  }
  const send = (method: string, path: string, body?: object) =>
    fetch(`${origin.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { userId, files, send };
}

/** Kills origin some time after each start, until `isOver` or it was killed often enough; the moments, in milliseconds. */
async function killAtRandom(isOver: () => Promise<boolean>): Promise<number[]> {
  const atMs: number[] = [];
  while (atMs.length < kills && !(await isOver())) {
    const afterMs = Math.round(Math.random() * 600);
    await sleep(afterMs); // the moment is what is tested
    // The next one begins at once instead of when the leases of the dead one run out.
    await origin.killAndStartAgain(() => origin.db.delete(leases));
    atMs.push(afterMs);
  }
  return atMs;
}

test('an archive is whole however often origin was killed while it was made', async () => {
  const { userId, files, send } = await newPerson();
  const { export_id } = dataExportSchema.parse(await (await send('POST', '/me/exports', proof)).json());
  const look = async (): Promise<DataExport> =>
    dataExportSchema.parse(await (await send('GET', `/me/exports/${export_id}`)).json());
  const killedMs = await killAtRandom(async () => (await look()).state === 'ready');
  const made = await waitFor(async () => ((await look()).state === 'ready' ? look() : null), {
    ...{ timeoutMs: 60_000, what: `the archive, after kills at ${killedMs} ms` },
  });
  const url = made.download_url ?? '';
  const bytes = await (await fetch(url)).bytes();
  expect(bytes.length).toBe(made.size_bytes ?? -1);
  const part = await fetch(url, { headers: { range: 'bytes=9000000-9000099' } });
  expect([part.status, await part.bytes()]).toEqual([206, bytes.slice(9_000_000, 9_000_100)]);
  const found = unzipSync(bytes);
  for (const [videoId, file] of files)
    expect(Buffer.compare(found[`videos/${videoId}/clip.mp4`] ?? file.subarray(1), file)).toBe(0);
  const begun = await Array.fromAsync(createS3Store(s3).listMultipartUploads(`exports/${userId}/`));
  expect(begun).toEqual([]);
}, 150_000);

test('an erasure leaves nothing behind however often origin was killed on the way', async () => {
  const { userId, files, send } = await newPerson();
  const { db } = origin;
  const now = new Date();
  const [videoId = ''] = files.keys();
  for (let written = 0; written < 120; written++) {
    const id = crypto.randomUUID();
    const place = { id, rootId: id, videoId, authorId: userId };
    await db.insert(comments).values({ ...place, content: 'Marmalade', createdAt: now });
  }
  expect((await send('DELETE', '/me', proof)).status).toBe(202);
  const isGone = async () => (await db.select().from(erasures)).length === 0;
  const killedMs = await killAtRandom(isGone);
  await waitFor(isGone, { timeoutMs: 60_000, what: `the erasure, after kills at ${killedMs} ms` });
  expect(await db.select().from(users).where(eq(users.id, userId))).toEqual([]);
  const left = await Promise.all([
    db.select().from(videos).where(eq(videos.ownerId, userId)),
    db.select().from(uploads).where(eq(uploads.userId, userId)),
    db.select().from(channels).where(eq(channels.ownerId, userId)),
    db
      .select()
      .from(comments)
      .where(or(eq(comments.authorId, userId), eq(comments.content, 'Marmalade'))),
  ]);
  expect(left.flat()).toEqual([]);
  const store = createS3Store(s3);
  for (const of of [...files.keys(), userId])
    for (const area of ['originals', 'media', 'exports'])
      expect([area, await Array.fromAsync(store.list(`${area}/${of}/`))]).toEqual([area, []]);
}, 150_000);
