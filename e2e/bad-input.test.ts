import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { spawnChild } from '../platform/process/spawn-child.ts';
import type { ApiClient } from '../shared/client/api-client.ts';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { newCreator, settled, uploadAndSettle } from './creator.ts';
import { type KinoraEvent, type RunningKinora, runKinora } from './running-kinora.ts';

let kinora: RunningKinora;
let scratch: Awaited<ReturnType<typeof tempDir>>;
let client: ApiClient;
let trap: ReturnType<typeof Bun.serve>;
const trapped: string[] = [];

beforeAll(async () => {
  scratch = await tempDir();
  trap = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => {
      trapped.push(request.url);
      return new Response('seen');
    },
  });
  kinora = await runKinora(['start']);
  await kinora.ready();
  client = (await newCreator(kinora)).client;
}, 120_000);

afterAll(async () => {
  await kinora?.stop();
  await trap?.stop(true);
  await scratch?.remove();
}, 30_000);

/** A 2-second clip with its last part cut off, or with its middle zeroed. */
async function damagedClip(name: string, damage: (bytes: Uint8Array) => Uint8Array, outputArgs: string[] = []) {
  const path = join(scratch.path, `${name}-whole.mp4`);
  await makeClip({ path, durationSec: 2, outputArgs });
  return damage(new Uint8Array(await Bun.file(path).arrayBuffer()));
}

const noVideos: [name: string, bytes: () => Uint8Array | string][] = [
  ['text', () => 'this is no film\n'.repeat(100)],
  ['zero bytes', () => new Uint8Array(0)],
  [
    'm3u8 of a local file',
    () => '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n',
  ],
  ['m3u8 of a loopback URL', () => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n${trap.url}m3u8\n#EXT-X-ENDLIST\n`],
  ['ffconcat of a local file', () => "ffconcat version 1.0\nfile '/etc/passwd'\n"],
  ['ffconcat of a loopback URL', () => `ffconcat version 1.0\nfile '${trap.url}ffconcat'\n`],
];

test.each(noVideos)('%s is refused when it has arrived, and nothing of it is kept', async (name, bytes) => {
  const path = join(scratch.path, `${name}.mp4`);
  await Bun.write(path, bytes());
  const refused = await uploadAndSettle(client, path).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'unsupported_media', status: 415 });
  const objects = await readdir(join(kinora.dataDir, 'objects'), { recursive: true, withFileTypes: true });
  expect(objects.filter((entry) => entry.isFile() && entry.parentPath.includes('originals'))).toEqual([]);
});

const cases: [name: string, code: string, bytes: () => Promise<Uint8Array>][] = [
  [
    'truncated, index first',
    'corrupt_media',
    () => damagedClip('faststart', (bytes) => bytes.slice(0, bytes.length * 0.47)),
  ],
  [
    'truncated, index lost',
    'corrupt_media',
    () => damagedClip('plain', (bytes) => bytes.slice(0, bytes.length * 0.47), ['-movflags', '-faststart']),
  ],
  [
    'zeroed hole',
    'corrupt_media',
    () => damagedClip('hole', (bytes) => bytes.fill(0, bytes.length * 0.3, bytes.length * 0.7)),
  ],
];

test.each(cases)(
  '%s is refused as %p and the original is kept',
  async (name, code, bytes) => {
    const path = join(scratch.path, `${name}.mp4`);
    await Bun.write(path, await bytes());
    const report = await uploadAndSettle(client, path);
    expect(report).toMatchObject({ status: 'failed', playable: false, error: { code } });
    expect(report.error?.message).not.toMatch(/passwd|\/tmp|ffmpeg|https?:/);
    const objects = await readdir(join(kinora.dataDir, 'objects'), { recursive: true });
    expect(objects.some((entry) => entry.includes(report.video_id) && entry.includes('originals'))).toBe(true);
  },
  60_000,
);

/** Runs `./kinora admin jobs …` against the running installation, found by its data directory. */
async function adminJobs(...args: string[]): Promise<KinoraEvent[]> {
  const events: KinoraEvent[] = [];
  const child = spawnChild({
    argv: [join(import.meta.dir, '../kinora'), 'admin', 'jobs', '--json', ...args],
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: process.env.HOME ?? '/root', KINORA_DATA: kinora.dataDir },
    onStdoutLine: (line) => events.push(JSON.parse(line) as KinoraEvent), // our own documented output
  });
  expect((await child.exited).code).toBe(0);
  return events;
}

test('the operator sees what failed and why, tries it again and drops it', async () => {
  const path = join(scratch.path, 'diary.mp4');
  // Begins like a film, and is none.
  await Bun.write(path, `\0\0\0\x18ftypisom${'dear diary\n'.repeat(100)}`);
  const { video_id } = await uploadAndSettle(client, path);
  const listed = async () => (await adminJobs('list')).find((event) => event.video_id === video_id);
  expect(await waitFor(listed)).toMatchObject({
    event: 'job',
    stage: 'prepare',
    state: 'failed',
    reason: expect.stringContaining('corrupt_media'),
  });
  expect(await adminJobs('retry', '--', video_id)).toEqual([{ event: 'changed', change: 'retry', video_id }]);
  expect(await settled(client, video_id)).toMatchObject({ status: 'failed', error: { code: 'corrupt_media' } });
  await waitFor(listed);
  await adminJobs('drop', '--', video_id);
  expect(await listed()).toBeUndefined();
}, 60_000);

test('no playlist made the encoder open a connection, and the queue goes on', async () => {
  const path = join(scratch.path, 'good.mp4');
  await makeClip({ path, durationSec: 1 });
  expect((await uploadAndSettle(client, path)).status).toBe('ready');
  expect(trapped).toEqual([]);
}, 60_000);
