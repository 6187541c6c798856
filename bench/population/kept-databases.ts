import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PopulationSize } from './size.ts';

export type Figures = Record<string, number>;

export type KeptDatabases = {
  /** Copies the data directory that was kept under `name` to `dataDir`; null when there is none, else its figures. */
  copyTo(dataDir: string, name: string): Promise<Figures | null>;
  /** Keeps a copy of a data directory that no server has open, with the figures that are known of it. */
  keep(dataDir: string, name: string, figures: Figures): Promise<void>;
};

/**
 * Databases of `size` in `rootDir`, so that what took long to fill is there for the next run; none when it is not set.
 * They are always copied, since who measures may also write.
 */
export function keptDatabases(rootDir: string | undefined, size: PopulationSize): KeptDatabases {
  if (!rootDir) return { copyTo: async () => null, keep: async () => {} };
  const sizeDir = join(rootDir, `${size.videos}-videos-${Bun.hash(JSON.stringify(size)).toString(36)}`);
  const figuresFile = (dir: string) => Bun.file(join(dir, 'figures.json'));
  return {
    async copyTo(dataDir, name) {
      const dir = join(sizeDir, name);
      if (!(await figuresFile(dir).exists())) return null;
      await cp(join(dir, 'data'), dataDir, { recursive: true });
      return (await figuresFile(dir).json()) as Figures; // as `keep` wrote it
    },
    async keep(dataDir, name, figures) {
      await mkdir(sizeDir, { recursive: true });
      const unfinished = join(sizeDir, `${name}.${crypto.randomUUID()}`);
      try {
        await cp(dataDir, join(unfinished, 'data'), { recursive: true });
        await Bun.write(figuresFile(unfinished), JSON.stringify(figures));
        await rename(unfinished, join(sizeDir, name));
      } finally {
        await rm(unfinished, { recursive: true, force: true });
      }
    },
  };
}
