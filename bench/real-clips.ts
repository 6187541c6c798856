import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureCommand } from './measure-command.ts';

/** OpenCV's sample films: Debian's `opencv-doc` carries an animated film, a street, and two filmed objects. */
const films = [
  'usr/share/doc/opencv-doc/examples/data/Megamind.avi',
  'usr/share/doc/opencv-doc/examples/data/vtest.avi',
  'usr/share/doc/opencv-doc/opencv4/html/box.mp4',
];

/** Paths of real footage: installed, or taken out of the Debian package into `dir` without installing it. */
export async function realClips(dir: string): Promise<string[]> {
  const installed = films.map((film) => join('/', film));
  if (installed.every((film) => existsSync(film))) return installed;
  try {
    await measureCommand(['apt-get', 'download', 'opencv-doc'], { cwd: dir });
    await measureCommand(
      ['sh', '-c', 'dpkg-deb -x opencv-doc_*.deb . && gunzip usr/share/doc/opencv-doc/opencv4/html/*.mp4.gz'],
      { cwd: dir },
    );
  } catch (cause) {
    throw new Error("this case needs real footage: it takes it from Debian's opencv-doc package", { cause });
  }
  return films.map((film) => join(dir, film));
}
