import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tempDir } from '../testkit/services.ts';
import { MediaError } from './run/media-error.ts';
import { badFilesIn } from './testing/bad-files.ts';
import { originalKey, pipelineIn } from './testing/run-clip.ts';

setDefaultTimeout(120_000);

type Files = Awaited<ReturnType<typeof badFilesIn>>;
/** What becomes of a file: its error code, or the seconds of video that it gives. */
type Outcome = string | number;
type Case = [name: string, expected: Outcome, make: (files: Files) => Promise<string>];

const noVideo: Case[] = [
  ['zero bytes', 'unsupported_media', (files) => files.write('')],
  ['text', 'unsupported_media', (files) => files.write('Dear diary, today I renamed a text file.\n'.repeat(50))],
  ['a PNG', 'unsupported_media', (files) => files.image('.png', ['-frames:v', '1'])],
  ['an animated PNG', 'unsupported_media', (files) => files.image('.apng')],
  ['a JPEG', 'unsupported_media', (files) => files.image('.jpg', ['-frames:v', '1'])],
  ['a GIF', 'unsupported_media', (files) => files.image('.gif')],
  ['a WebP', 'unsupported_media', (files) => files.write('RIFF\x24\0\0\0WEBPVP8 ')],
];

const local = 'ffconcat version 1.0\nfile /etc/passwd\n';
const scripts: Case[] = [
  ['an SVG that loads', 'unsupported_media', (files) => files.write(`<svg><image href="${trapUrl()}"/></svg>`)],
  ['a playlist', 'unsupported_media', (files) => files.write(files.playlist)],
  ['a playlist after blank space', 'unsupported_media', (files) => files.write(`\n \t${files.playlist}`)],
  ['a playlist after a byte order mark', 'unsupported_media', (files) => files.write(`\ufeff${files.playlist}`)],
  ['a playlist of a local file', 'unsupported_media', (files) => files.write('#EXTM3U\n#EXTINF:4,\n/etc/passwd\n')],
  ['a concat script', 'unsupported_media', (files) => files.write(local)],
  [
    'a concat script of a URL',
    'unsupported_media',
    (files) => files.write(`ffconcat version 1.0\nfile ${trapUrl()}\n`),
  ],
  ['a SMIL', 'unsupported_media', (files) => files.write(`<smil><body><video src="${trapUrl()}"/></body></smil>`)],
  ['an SDP', 'unsupported_media', (files) => files.write('v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n')],
  [
    'a DASH manifest',
    'unsupported_media',
    (files) => files.write(` <?xml version="1.0"?><MPD type="static"><BaseURL>${trapUrl()}</BaseURL></MPD>`),
  ],
  ['ftyp, then a playlist', 'corrupt_media', (files) => concat(files, files.ftyp(), files.playlist)],
  ['ftyp, then a concat script', 'corrupt_media', (files) => concat(files, files.ftyp(), local)],
  [
    'ftyp, then a playlist as media',
    'corrupt_media',
    (files) => concat(files, files.ftyp(), files.box('mdat', files.playlist)),
  ],
  ['a playlist behind EBML', 'corrupt_media', (files) => concat(files, Buffer.from('1a45dfa3', 'hex'), files.playlist)],
  ['a playlist behind Ogg', 'corrupt_media', (files) => concat(files, 'OggS\0\x02', files.playlist)],
  ['a playlist behind an ID3 tag', 'corrupt_media', (files) => concat(files, 'ID3\x04\0\0\0\0\0\0', files.playlist)],
  ['a playlist behind fLaC', 'corrupt_media', (files) => concat(files, 'fLaC', files.playlist)],
  ['a playlist behind WAVE', 'corrupt_media', (files) => concat(files, 'RIFF\0\0\0\0WAVE', files.playlist)],
  ['a playlist behind ADTS', 'corrupt_media', (files) => concat(files, Buffer.from('fff15080', 'hex'), files.playlist)],
  ['a playlist behind FLV', 'corrupt_media', (files) => concat(files, 'FLV\x01\x05\0\0\0\x09', files.playlist)],
  ['a playlist behind transport packets', 'corrupt_media', (files) => concat(files, emptyPackets(), files.playlist)],
];

const damaged: Case[] = [
  ['cut off, index in front', 'corrupt_media', (files) => files.write(cutAt(files.bytes(), 0.47))],
  [
    'cut off, index at the end',
    'corrupt_media',
    async (files) => files.write(cutAt(await readFile(await files.recut('.mp4', [])), 0.8)),
  ],
  [
    'cut off, matroska',
    'corrupt_media',
    async (files) => files.write(cutAt(await readFile(await files.recut('.mkv', [])), 0.5)),
  ],
  ['noise inside the media', 'corrupt_media', (files) => files.noise()],
  ['zeros inside the media', 'corrupt_media', (files) => files.zeros()],
  [
    'zeros for an index',
    'corrupt_media',
    (files) => {
      const bytes = files.bytes();
      const index = bytes.indexOf('moov');
      return files.write(bytes.fill(0, index + 4, index + 2_000));
    },
  ],
  [
    'another codec from the middle on',
    'corrupt_media',
    async (files) => files.join('clip.ts', nameOf(await files.mpeg2())),
  ],
];

const excessive: Case[] = [
  ['16384×8704', 'limits_exceeded', (files) => files.huge()],
  ['an image bomb', 'corrupt_media', (files) => files.bomb()],
  ['1000 streams', 'limits_exceeded', (files) => files.thousandStreams()],
];

const odd: Case[] = [
  ['sound alone', 1, (files) => files.sound()],
  ['sound with a cover picture', 1, (files) => files.soundWithCover()],
  ['no sound', 1, (files) => files.picture('.mp4', 'r=25:d=1')],
  ['one frame', 0.04, (files) => files.picture('.mp4', 'r=25', ['-frames:v', '1'])],
  ['one frame, matroska', 0.04, (files) => files.picture('.mkv', 'r=25', ['-frames:v', '1'])],
  ['a fifth of a second', 0.2, (files) => files.picture('.mp4', 'r=30:d=0.2')],
  ['1000 frames per second', 1, (files) => files.picture('.mp4', 'r=1000:d=1')],
  ['1000 frames per second, matroska', 1, (files) => files.picture('.mkv', 'r=1000:d=1')],
  ['a frame every ten seconds', 30, (files) => files.picture('.mp4', 'r=0.1:d=30')],
  [
    'a time base of a nanosecond',
    1,
    (files) => files.picture('.mp4', 'r=25:d=1', ['-video_track_timescale', '1000000007']),
  ],
  ['matroska named mp4', 6, async (files) => files.write(await readFile(await files.recut('.mkv', [])), 'other.mp4')],
  ['a clock that jumps ahead', 4, (files) => files.join('clip.ts', 'after-5000-s.ts')],
  ['a clock that jumps back', 4, (files) => files.join('after-5000-s.ts', 'clip.ts')],
  ['a clock that starts again', 4, (files) => files.join('clip.ts', 'clip.ts')],
  ['trimmed by an edit list', 4.5, (files) => files.recut('.mp4', files.shifted(-1.5))],
  ['negative times, matroska', 6, (files) => files.recut('.mkv', files.shifted(-1))],
  ['times that begin late', 6, (files) => files.recut('.mp4', files.shifted(100))],
  ['times that begin late, matroska', 6, (files) => files.recut('.mkv', files.shifted(100))],
  ['another size from the middle on', 4, (files) => files.join('clip.ts', 'larger.ts')],
  [
    'titles made for shells and terminals',
    6,
    (files) =>
      files.recut('.mp4', [
        ...['-metadata', `title=$(touch ${pwned()}) "'\`touch ${pwned()}\`;|&\n📼\\%d \u001b[2J`],
        ...['-metadata', 'comment=file:///etc/passwd', '-metadata:s:a:0', 'language=../'],
      ]),
  ],
  [
    'a name made for shells and patterns',
    2,
    async (files) => files.write(await readFile(files.clip), `d'"$(touch x) ü%d/a:b [1]|2%03d? \n.mp4`),
  ],
];

const groups = { 'no video': noVideo, scripts, damaged, excessive, 'merely odd': odd };

let dir: Awaited<ReturnType<typeof tempDir>>;
let trap: ReturnType<typeof Bun.serve>;
let requests = 0;
const outcomes = new Map<string, Promise<Outcome>>();
const trapUrl = () => trap.url.href;
const pwned = () => join(dir.path, 'pwned');

beforeAll(async () => {
  dir = await tempDir();
  trap = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => {
      requests++;
      return new Response('seen');
    },
  });
  const files = await badFilesIn(dir.path, trapUrl());
  const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  for (const [index, [name, , make]] of Object.values(groups).flat().entries()) {
    const lane = index % lanes.length;
    const outcome = (lanes[lane] ?? Promise.resolve()).then(async () => outcomeOf(await make(files)));
    lanes[lane] = outcome.catch(() => {});
    outcomes.set(name, outcome);
  }
});
afterAll(async () => {
  await Promise.allSettled(outcomes.values());
  await trap.stop(true);
  await dir.remove();
});

/** Runs the pipeline on `file`; whatever comes of it, nothing is left behind, and the original stays as it was. */
async function outcomeOf(file: string): Promise<Outcome> {
  await using own = await tempDir();
  const pipeline = await pipelineIn(own.path, { chunkSec: 4 });
  const error: unknown = await pipeline.run(file).then(
    () => null,
    (cause: unknown) => cause,
  );
  const original = await readFile(pipeline.store.localPath(originalKey) ?? '');
  if (!original.equals(await readFile(file))) throw new Error('the original has changed');
  const scratch = await readdir(join(own.path, 'work')).catch(() => []);
  if (scratch.length > 0) throw new Error(`left behind: ${scratch}`);
  const intermediate = await pipeline.keys('work/');
  if (intermediate.length > 0) throw new Error(`left behind: ${intermediate}`);
  const [last] = pipeline.results.slice(-1);
  if (!last && (await pipeline.keys('media/')).length > 0) throw new Error('published without a word');
  if (error === null) {
    if (last?.kind !== 'ready') throw new Error('ended without a result');
    const fastest = Math.max(...last.renditions.map((rendition) => rendition.frame_rate));
    if (fastest > 60.01) throw new Error(`${fastest} frames per second`);
    return last.duration_sec;
  }
  if (!(error instanceof MediaError)) throw error;
  if (last?.kind === 'ready') throw new Error('rejected after it was published');
  if (/[/\\]|ffmpeg|passwd/.test(error.message)) throw new Error(`no words for a creator: ${error.message}`);
  return error.code;
}

for (const [group, cases] of Object.entries(groups))
  describe(group, () => {
    test.each(cases)('%s: %p', async (name, expected) => {
      const outcome = await outcomes.get(name);
      if (typeof expected === 'string' || typeof outcome !== 'number') expect(outcome).toBe(expected);
      else expect(Math.abs(outcome - expected)).toBeLessThan(0.1);
    });
  });

test('nothing opened a connection, and nothing was run by a shell', async () => {
  await Promise.allSettled(outcomes.values());
  expect(requests).toBe(0);
  expect(existsSync(pwned())).toBe(false);
});

const concat = (files: Files, ...parts: (string | Uint8Array)[]) =>
  files.write(Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))));
const cutAt = (bytes: Uint8Array, fraction: number) => bytes.subarray(0, Math.floor(bytes.length * fraction));
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Transport packets that carry nothing. */
function emptyPackets(): Buffer {
  const packets = Buffer.alloc(188 * 30, 0xff);
  for (let at = 0; at < packets.length; at += 188) packets[at] = 0x47;
  return packets;
}
