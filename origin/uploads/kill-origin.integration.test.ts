import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import { createApiClient } from '../../shared/client/api-client.ts';
import type { UploadPartUrl } from '../../shared/contracts/uploads.ts';
import { outbox, uploads } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { type OriginProcess, startOriginProcess } from '../testing/origin-process.ts';
import { describeVideo, mebibyte, randomBytes } from '../testing/test-origin.ts';

const uploadCount = 50;
const killCount = 20;
const parallel = 5;
/** Of the random points. */
const seed = 20_261_121;

let origin: OriginProcess;
beforeAll(async () => {
  origin = await startOriginProcess();
}, 60_000);
afterAll(() => origin?.stop());

/** Mulberry32: the same numbers in every run. */
function createRandom(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test(`kill -9 at ${killCount} random points of ${uploadCount} uploads loses nothing that was acknowledged (seed ${seed})`, async () => {
  const random = createRandom(seed);
  const { token, userId } = await origin.signUp();
  // Creating, sending and completing: about three requests to each upload.
  const requestCount = uploadCount * 3;
  const killAt = new Set<number>();
  while (killAt.size < killCount) killAt.add(Math.floor(random() * requestCount));
  let sentCount = 0;
  let restarting: Promise<void> = Promise.resolve();
  let kills = 0;

  /** Every request goes through here; at some of them origin dies a few milliseconds after the request went out. */
  async function send(url: string | URL | Request, init?: RequestInit): Promise<Response> {
    await restarting;
    const answer = fetch(url, { ...init, keepalive: false });
    if (killAt.delete(sentCount++)) {
      kills += 1;
      const delayMs = random() * 12;
      // One after the other: two requests at once may both have their number drawn.
      restarting = restarting.then(() => Bun.sleep(delayMs)).then(() => origin.killAndStartAgain());
    }
    return answer;
  }
  const api = createApiClient({
    baseUrl: origin.url,
    accessToken: token,
    fetch: Object.assign(send, { preconnect: fetch.preconnect }),
  });
  /** Until it succeeds: what a client does whose server goes away. */
  const untilDone = <T>(what: string, attempt: () => Promise<T>) =>
    waitFor(attempt, { timeoutMs: 150_000, intervalMs: 50, what });

  async function uploadOne(bytes: Uint8Array<ArrayBuffer>): Promise<{ videoId: string; sha256: string }> {
    const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
    const key = crypto.randomUUID();
    const upload = await untilDone('an upload', () => api.createUpload(describeVideo(bytes, { sha256 }), key));
    const acknowledged = new Map<number, string>();
    const sendPart = async (part: UploadPartUrl) => {
      const start = (part.part_number - 1) * upload.part_size;
      const body = bytes.slice(start, start + upload.part_size);
      const response = await send(part.url, { method: 'PUT', body });
      if (!response.ok) throw new Error(`part: ${response.status}`);
      acknowledged.set(part.part_number, response.headers.get('etag') ?? '');
    };
    for (const part of upload.parts) await untilDone('a part', () => sendPart(part).then(() => true));
    const status = await untilDone('the parts', () => api.uploadStatus(upload.upload_id));
    expect(new Map(status.parts.map((part) => [part.part_number, part.etag]))).toEqual(acknowledged);
    const parts = [...acknowledged].map(([part_number, etag]) => ({ part_number, etag }));
    await untilDone('completion', () => api.completeUpload(upload.upload_id, { parts }));
    return { videoId: upload.video_id, sha256 };
  }

  // One in ten has two parts; every file is another, or the second would be copied.
  const files = Array.from({ length: uploadCount }, (_, index) =>
    randomBytes(index % 10 === 0 ? 8 * mebibyte + 100 : 1_000 + index),
  );
  const done: { videoId: string; sha256: string }[] = [];
  const worker = async () => {
    for (let file = files.shift(); file; file = files.shift()) done.push(await uploadOne(file));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  await restarting;

  expect(kills).toBe(killCount);
  const rows = await origin.db.select().from(uploads).where(eq(uploads.userId, userId));
  expect(rows.map((row) => row.state)).toEqual(Array.from({ length: uploadCount }, () => 'completed'));
  const store = createFilesystemStore({ rootDir: origin.storageDir, publicUrl: origin.url });
  for (const { videoId, sha256 } of done) {
    const row = rows.find((one) => one.videoId === videoId);
    const object = await store.get(row?.objectKey ?? '');
    const stored = await new Response(object?.body).bytes();
    expect(new Bun.CryptoHasher('sha256').update(stored).digest('hex')).toBe(sha256);
    const jobId = `transcode-${videoId}`;
    expect(await origin.db.select().from(outbox).where(eq(outbox.jobId, jobId))).toHaveLength(1);
  }
}, 180_000);
