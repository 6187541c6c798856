/** What tells a file from another of its name and size. */
export type FileMark = { name: string; sizeBytes: number; modifiedAtMs: number };

const KEY = 'kinora-uploads';
const MAX_REMEMBERED = 100;

type Remembered = Record<string, FileMark>;

export const markOf = ({ name, size, lastModified }: File): FileMark => ({
  ...{ name, sizeBytes: size, modifiedAtMs: lastModified },
});

export const isSame = (one: FileMark, other: FileMark): boolean =>
  one.name === other.name && one.sizeBytes === other.sizeBytes && one.modifiedAtMs === other.modifiedAtMs;

/** The files of this browser's unfinished uploads. Without storage nothing is remembered, and nothing else is wrong. */
export function createRememberedFiles(storage: Pick<Storage, 'getItem' | 'setItem'> | null) {
  function read(): Remembered {
    try {
      const known: unknown = JSON.parse(storage?.getItem(KEY) ?? '{}');
      return typeof known === 'object' && known !== null ? (known as Remembered) : {}; // nobody else writes it
    } catch {
      return {};
    }
  }
  function write(files: Remembered): void {
    try {
      storage?.setItem(KEY, JSON.stringify(Object.fromEntries(Object.entries(files).slice(-MAX_REMEMBERED))));
    } catch {
      // It is full, or refused.
    }
  }
  return {
    markOf: (uploadId: string): FileMark | null => read()[uploadId] ?? null,
    remember(uploadId: string, mark: FileMark): void {
      write({ ...read(), [uploadId]: mark });
    },
    forget(uploadId: string): void {
      const { [uploadId]: _forgotten, ...rest } = read();
      write(rest);
    },
  };
}

export type RememberedFiles = ReturnType<typeof createRememberedFiles>;
