import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeClip, runFfmpeg } from '../../testkit/fixtures.ts';

/** Makers of files that are broken, hostile or merely odd, in `dir`; each gives the path of what it made. */
export async function badFilesIn(dir: string, trapUrl: string) {
  const at = (name: string) => join(dir, name);
  const bytesOf = async (name: string) => Buffer.from(await Bun.file(at(name)).arrayBuffer());
  let made = 0;
  const fresh = (extension: string) => `made-${made++}${extension}`;

  const write = async (content: string | Uint8Array, name = fresh('.mp4')): Promise<string> => {
    await mkdir(dirname(at(name)), { recursive: true });
    await writeFile(at(name), content);
    return at(name);
  };
  const encode = async (extension: string, args: readonly string[]): Promise<string> => {
    const path = at(fresh(extension));
    await runFfmpeg([...args, path]);
    return path;
  };
  const join2 = async (...names: string[]) => write(Buffer.concat(await Promise.all(names.map(bytesOf))));
  const source = (spec: string) => ['-f', 'lavfi', '-i', spec];
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];
  const picture = (more: string) => source(`testsrc2=s=320x240:${more}`);

  const small = { durationSec: 2, width: 320, height: 240 };
  const shifted = (sec: number) => ['-output_ts_offset', String(sec), '-avoid_negative_ts', 'disabled'];
  await makeClip({ ...small, path: at('clip.mp4') });
  await makeClip({ ...small, path: at('six.mp4'), durationSec: 6 });
  await makeClip({ ...small, path: at('clip.ts') });
  await makeClip({ ...small, path: at('after-5000-s.ts'), outputArgs: shifted(5000) });
  await makeClip({ ...small, path: at('larger.ts'), width: 640, height: 480, outputArgs: shifted(2) });
  const clip = await bytesOf('six.mp4');
  const recut = (extension: string, args: readonly string[], name = 'six.mp4') =>
    encode(extension, ['-i', at(name), '-c', 'copy', ...args]);

  const playlist = `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${trapUrl}a.ts\n#EXT-X-ENDLIST\n`;
  const hollow = (fill: Uint8Array) => {
    const holed = Buffer.from(clip);
    const [from, to] = [Math.floor(clip.length * 0.4), Math.floor(clip.length * 0.6)];
    for (let index = from; index < to; index++) holed[index] = fill[index % fill.length] ?? 0;
    return write(holed);
  };

  return {
    write,
    playlist,
    clip: at('clip.mp4'),
    join: join2,
    recut,
    bytes: () => Buffer.from(clip),
    noise: () => hollow(crypto.getRandomValues(new Uint8Array(65_536))),
    zeros: () => hollow(new Uint8Array(1)),
    image: (extension: string, more: readonly string[] = []) =>
      encode(extension, [...source('testsrc2=s=64x64:d=1'), ...more]),
    sound: () => encode('.m4a', [...source('sine=d=1'), '-c:a', 'aac']),
    async soundWithCover() {
      const cover = await encode('.jpg', [...source('testsrc2=s=64x64'), '-frames:v', '1']);
      const maps = ['-map', '0', '-map', '1', '-c:a', 'aac', '-c:v', 'copy', '-disposition:v', 'attached_pic'];
      return encode('.m4a', [...source('sine=d=1'), '-i', cover, ...maps]);
    },
    picture: (extension: string, more: string, args: readonly string[] = []) =>
      encode(extension, [...picture(more), ...x264, ...args]),
    mpeg2: () => encode('.ts', [...picture('r=30:d=2'), ...['-c:v', 'mpeg2video', '-an'], ...shifted(2)]),
    huge: () =>
      encode('.mkv', [...source('color=s=16384x8704:r=1'), '-frames:v', '1', '-pix_fmt', 'gray', '-c:v', 'png']),
    /** PNG frames in matroska: the first small, the others far larger than the header says. */
    async bomb() {
      await runFfmpeg([...source('color=s=320x240'), '-frames:v', '1', at('bomb-0.png')]);
      for (let index = 1; index < 10; index++) await writeFile(at(`bomb-${index}.png`), png(30_000, 30_000));
      return encode('.mkv', ['-f', 'image2', '-framerate', '10', '-i', at('bomb-%d.png'), '-c', 'copy']);
    },
    async thousandStreams() {
      const sound = await encode('.m4a', [...source('sine=d=0.1'), '-c:a', 'aac']);
      const maps = Array.from({ length: 999 }, () => ['-map', '1:a']).flat();
      return encode('.mp4', ['-i', at('clip.mp4'), '-i', sound, '-map', '0:v', ...maps, '-c', 'copy']);
    },
    /** An ISO file's first box, whole and valid. */
    ftyp: () => box('ftyp', 'isom\0\0\x02\0isomiso2avc1mp41'),
    box,
    shifted,
  };
}

function box(type: string, body: string): Buffer {
  const bytes = Buffer.alloc(8 + body.length);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.write(type + body, 4, 'latin1');
  return bytes;
}

/** A grey PNG that claims its size and carries almost nothing of it. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Uint8Array) => {
    const bytes = Buffer.alloc(12 + data.length);
    bytes.writeUInt32BE(data.length, 0);
    bytes.write(type, 4);
    bytes.set(data, 8);
    bytes.writeUInt32BE(Bun.hash.crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
    return bytes;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Bun.deflateSync(new Uint8Array(100_000))),
    chunk('IEND', new Uint8Array(0)),
  ]);
}
