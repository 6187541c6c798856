import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { requireEngine } from '../../testkit/engines.ts';
import { makeClip, runFfmpeg } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { probeSource } from '../probe/probe-source.ts';
import { detectSandbox } from '../run/sandbox.ts';
import { probeArriving } from './probe-arriving.ts';
import { readInOrder } from './read-in-order.ts';
import type { Arriving } from './source-cache.ts';

let dir: Awaited<ReturnType<typeof tempDir>>;
beforeAll(async () => {
  dir = await tempDir();
  await makeClip({ path: join(dir.path, 'front.mp4'), durationSec: 3, frameRate: '30000/1001' });
});
afterAll(() => dir.remove());

async function made(name: string, ...args: string[]): Promise<string> {
  const path = join(dir.path, name);
  await runFfmpeg(['-i', join(dir.path, 'front.mp4'), '-c', 'copy', ...args, path]);
  return path;
}
function arriving(path: string): Arriving {
  const file = Bun.file(path);
  const hold = () => () => {};
  return { sizeBytes: file.size, hold, read: (start, length) => file.slice(start, start + length).bytes() };
}
/** What decoding all of it gives, frame by frame and sample by sample. */
async function decoded(input: string, stdin: ReadableStream<Uint8Array> | 'ignore' = 'ignore'): Promise<string> {
  const argv = [
    requireEngine('ffmpeg'),
    '-v',
    'error',
    '-i',
    input,
    '-map',
    '0:v',
    '-map',
    '0:a',
    '-f',
    'framemd5',
    '-',
  ];
  const child = Bun.spawn(argv, { stdin, stdout: 'pipe', stderr: 'pipe' });
  const [text, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect(errors).toBe('');
  // By stream: how the streams are interleaved is no matter.
  return text.split('\n').sort().join('\n');
}
const probeOptions = async () => ({
  ffprobe: requireEngine('ffprobe'),
  sandbox: await detectSandbox(2 ** 30),
  limits: { maxDurationSec: 3600, maxPixels: 4096 * 2304, maxStreams: 16 },
  maxFrameRate: 60,
  signal: new AbortController().signal,
});

const readable: [string, string, ...string[]][] = [
  ['an index in front', 'again.mp4', '-movflags', '+faststart'],
  ['an index at the end', 'end.mp4'],
  ['QuickTime with an index at the end', 'end.mov'],
  ['an edit list', 'edited.mp4', '-ss', '0.7'],
  ['Matroska', 'clip.mkv'],
];
test.each(readable)('%s: the stream decodes to the same, and tells the same', async (_, name, ...args) => {
  const path = await made(name, ...args);
  const inOrder = await readInOrder(arriving(path));
  if (!inOrder) throw new Error('not readable in order');
  expect(await decoded('pipe:0', inOrder.stream())).toBe(await decoded(path));
  const options = await probeOptions();
  const early = await probeArriving(arriving(path), options);
  const whole = await probeSource(path, options);
  expect({ ...early, info: { ...early?.info, bitrate_bps: 0 } }).toEqual({
    ...whole,
    info: { ...whole.info, bitrate_bps: 0 },
  });
  const [earlyBps, wholeBps] = [early?.info.bitrate_bps ?? 0, whole.info.bitrate_bps ?? 0];
  expect(Math.abs(earlyBps - wholeBps)).toBeLessThan(wholeBps * 0.1);
});

const unreadable: [string, string, ...string[]][] = [
  ['fragments', 'fragments.mp4', '-movflags', '+frag_keyframe+empty_moov'],
  ['a transport stream', 'clip.ts', '-f', 'mpegts'],
  ['flash video', 'clip.flv', '-c:a', 'aac', '-ar', '44100'],
];
test.each(unreadable)('%s: waits for the whole', async (_, name, ...args) => {
  expect(await readInOrder(arriving(await made(name, ...args)))).toBeNull();
});

test('a file that is cut off, and text, wait for the whole, which tells what is wrong', async () => {
  const path = await made('cut.mp4', '-movflags', '+faststart');
  const whole = await Bun.file(path).bytes();
  await Bun.write(path, whole.subarray(0, whole.length - 1000));
  expect(await readInOrder(arriving(path))).toBeNull();
  await Bun.write(path, 'no video at all');
  expect(await readInOrder(arriving(path))).toBeNull();
  await Bun.write(path, '');
  expect(await readInOrder(arriving(path))).toBeNull();
});
