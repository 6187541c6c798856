import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type Tools = { ffmpeg: string; ffprobe: string; packager: string };

const require = createRequire(import.meta.url);

/** Paths of the programs: as configured, else as installed. Throws an error naming the one that is missing. */
export function findTools(configured: { [tool in keyof Tools]?: string | undefined }): Tools {
  return {
    ffmpeg: need('ffmpeg', 'KINORA_FFMPEG', configured.ffmpeg, [ffmpegStatic(), Bun.which('ffmpeg')]),
    ffprobe: need('ffprobe', 'KINORA_FFPROBE', configured.ffprobe, [Bun.which('ffprobe')]),
    packager: need('Shaka Packager', 'KINORA_PACKAGER', configured.packager, [shakaPackager(), Bun.which('packager')]),
  };
}

function need(name: string, variable: string, configured: string | undefined, found: (string | null)[]): string {
  if (configured !== undefined) {
    if (existsSync(configured)) return configured;
    throw new Error(`${variable} names a file that does not exist`);
  }
  const path = found.find((candidate) => candidate !== null && existsSync(candidate));
  if (path) return path;
  throw new Error(`${name} was not found; install it or set ${variable}`);
}

/** The package is often installed without its binary, which a script of its own would have to download. */
function ffmpegStatic(): string | null {
  try {
    const path: unknown = require('ffmpeg-static');
    return typeof path === 'string' ? path : null;
  } catch {
    return null;
  }
}

function shakaPackager(): string | null {
  const system = { linux: 'linux', darwin: 'osx' }[process.platform as string];
  try {
    const folder = dirname(require.resolve('shaka-packager/package.json'));
    return system ? join(folder, 'bin', `packager-${system}-${process.arch}`) : null;
  } catch {
    return null;
  }
}
