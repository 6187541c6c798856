import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnChild } from '../platform/process/spawn-child.ts';
import type { CreateUpload, UploadCreated } from '../shared/contracts/uploads.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { newCreator, settled } from './creator.ts';
import { readMaster, readMediaPlaylist } from './media-set.ts';
import { type KinoraEvent, type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let creator: Awaited<ReturnType<typeof newCreator>>;
let bytes: Uint8Array<ArrayBuffer>;
let request: CreateUpload;

beforeAll(async () => {
  await using scratch = await tempDir();
  const path = join(scratch.path, 'clip.mp4');
  await makeClip({ path, durationSec: 2 });
  bytes = new Uint8Array(await Bun.file(path).arrayBuffer());
  const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
  request = { title: 'Clip', filename: 'clip.mp4', mime: 'video/mp4', size_bytes: bytes.length, sha256 };
  // What nobody wants counts at once, so that the comparison of rows and objects looks at everything.
  kinora = await runKinora(['start'], { KINORA_ORPHAN_AGE_HOURS: '0.00001' });
  await kinora.ready();
  creator = await newCreator(kinora);
}, 120_000);

afterAll(() => kinora?.stop(), 30_000);

async function send(upload: UploadCreated) {
  return Promise.all(
    upload.parts.map(async ({ part_number, url }) => {
      const response = await fetch(url, { method: 'PUT', body: bytes });
      expect(response.status).toBe(200);
      return { part_number, etag: response.headers.get('etag') ?? '' };
    }),
  );
}

/** Runs `./kinora admin storage reconcile`; what it found beside the summary. */
async function reconcile(...options: string[]): Promise<KinoraEvent[]> {
  const events: KinoraEvent[] = [];
  const child = spawnChild({
    argv: [join(import.meta.dir, '../kinora'), 'admin', 'storage', 'reconcile', '--json', ...options],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: process.env.HOME ?? '/root', KINORA_DATA: kinora.dataDir },
    onStdoutLine: (line) => events.push(JSON.parse(line) as KinoraEvent), // our own documented output
  });
  await child.exited;
  expect(events.at(-1)?.event).toBe('summary');
  return events.slice(0, -1);
}

const objectsOf = async (videoId: string) =>
  (await readdir(join(kinora.dataDir, 'objects'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.parentPath.includes(`/${videoId}`))
    .map((entry) => entry.name);

async function firstSegment(videoId: string): Promise<string> {
  const { hls_url } = await creator.client.playback(videoId);
  const [variant] = (await readMaster(hls_url)).variants.values();
  const [segment] = (await readMediaPlaylist(variant ?? '')).segmentUrls;
  return segment ?? '';
}

test('a file is sent once, uploaded twice and deleted once', async () => {
  const { client, accessToken } = creator;
  const key = crypto.randomUUID();
  const begin = () =>
    fetch(`${kinora.url}/api/v1/uploads`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${accessToken}`,
        'content-type': 'application/json',
        'idempotency-key': key,
        origin: 'https://studio.example',
      },
      body: JSON.stringify(request),
    });
  await begin();
  const again = await begin();
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.headers.get('access-control-expose-headers')).toContain('idempotency-replayed');
  const { uploads } = await client.listUploads();
  expect(uploads).toHaveLength(1);
  const first = await client.createUpload(request, key);
  await client.completeUpload(first.upload_id, { parts: await send(first), sha256: request.sha256 });
  expect((await settled(client, first.video_id)).status).toBe('ready');

  const second = await client.createUpload({ ...request, title: 'The same' });
  expect(second).toMatchObject({ duplicate_of: first.video_id, parts: [] });
  await client.completeUpload(second.upload_id, { parts: [] });
  expect((await settled(client, second.video_id)).status).toBe('ready');
  // The growing set of the first rung was replaced by the whole one; nothing else is too much, and nothing is missing.
  const tooMuch = await reconcile('--delete');
  expect(new Set(tooMuch.map(({ kind, removed }) => `${kind} ${removed}`))).toEqual(new Set(['orphan_media true']));
  expect(await reconcile()).toEqual([]);

  const segment = await firstSegment(first.video_id);
  expect((await fetch(segment)).status).toBe(200);
  await client.deleteVideo(first.video_id);
  for (const look of [client.video, client.videoStatus])
    expect(await look(first.video_id).catch((error: unknown) => error)).toMatchObject({ code: 'not_found' });
  const refused = async () => (await client.playback(first.video_id).catch((error: unknown) => error)) as object;
  await waitFor(async () => 'code' in (await refused()), { timeoutMs: 30_000, what: 'playback to be refused' });
  await waitFor(async () => (await fetch(segment)).status >= 400, { timeoutMs: 30_000, what: 'the session to end' });
  await waitFor(async () => (await objectsOf(first.video_id)).length === 0, { what: 'the objects to be removed' });

  expect((await fetch(await firstSegment(second.video_id))).status).toBe(200);
  expect(await reconcile()).toEqual([]);
}, 120_000);
