import { open } from 'node:fs/promises';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { AppError } from '../../shared/errors.ts';
import { fetchRange } from './fetch-range.ts';

export type RangedDownload = {
  readonly sizeBytes: number;
  isWhole(): boolean;
  /**
   * That many bytes from `start`, fewer at the end of the object. Those not here yet are fetched before all others and
   * waited for. Rejects when the store failed for good, and after `close`.
   */
  read(start: number, lengthBytes: number): Promise<Uint8Array>;
  /** Resolves when the file is complete; rejects as `read` does. */
  whole(): Promise<void>;
  /**
   * Until the returned function is called only what is read is fetched, and a little ahead of it: the rest would take
   * bandwidth and processor from what somebody waits for.
   */
  hold(): () => void;
  /** Fetches what is missing, from front to back. */
  resume(): void;
  /** Fetches nothing and keeps what has arrived, as in the beginning. */
  pause(): void;
  /** Stops for good. The file is the caller's to remove. */
  close(): void;
};

/** Small, so that the front of a file is here soon: all ranges on their way share the bandwidth. */
const partBytes = 2 ** 20;
/** One connection to S3 or R2 seldom fills a network card. The last ones are for parts that somebody waits for. */
const connections = { ahead: 4, all: 6 };
const tries = 3;
/** How far a reader is kept ahead of while the rest is held: half a minute of video at a usual rate. */
const aheadBytes = 16 * 2 ** 20;

type PartState = 'missing' | 'coming' | 'here';

/**
 * Downloads an object into a new file at `path`, several ranges at a time. Until it is whole that file has holes, so
 * its bytes are to be had through `read` alone. Throws `not_found`.
 */
export async function openDownload(
  store: Pick<ObjectStore, 'head' | 'get'>,
  key: string,
  path: string,
): Promise<RangedDownload> {
  const object = await store.head(key);
  if (!object) throw new AppError('not_found', 'there is no such object');
  const { sizeBytes } = object;
  await (await open(path, 'wx', 0o600)).close();

  const parts = Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (): PartState => 'missing');
  let left = parts.length;
  let connected = 0;
  let holds = 0;
  let readUpTo = 0;
  const awaited = new Map<number, PromiseWithResolvers<void>>();
  const entire = Promise.withResolvers<void>();
  entire.promise.catch(() => {});
  if (left === 0) entire.resolve();
  let failure: Error | null = null;
  let fetching: AbortController | null = null;

  const end = (error: Error) => {
    failure ??= error;
    fetching?.abort(failure);
    fetching = null;
    for (const { reject } of awaited.values()) reject(failure);
    awaited.clear();
    entire.reject(failure);
  };

  const fetchPart = async (part: number, signal: AbortSignal): Promise<void> => {
    const start = part * partBytes;
    const range = { start, end: Math.min(sizeBytes, start + partBytes) - 1 };
    for (let triesLeft = tries - 1; ; triesLeft--) {
      try {
        return await writeAt(path, await fetchRange(store, key, range, object, signal), start);
      } catch (error) {
        if (signal.aborted || triesLeft === 0 || error instanceof AppError) throw error;
      }
    }
  };

  const fill = () => {
    while (fetching && connected < connections.all) {
      const { signal } = fetching;
      const urgent = [...awaited.keys()].find((one) => parts[one] === 'missing');
      const part = urgent ?? parts.indexOf('missing');
      const isAhead = urgent === undefined;
      if (part < 0 || (isAhead && connected >= connections.ahead)) return;
      if (isAhead && holds > 0 && part * partBytes >= readUpTo + aheadBytes) return;
      parts[part] = 'coming';
      connected++;
      fetchPart(part, signal)
        .then(
          () => {
            parts[part] = 'here';
            left--;
            awaited.get(part)?.resolve();
            awaited.delete(part);
            if (left === 0) entire.resolve();
          },
          (error: unknown) => {
            parts[part] = 'missing';
            if (!signal.aborted) end(error instanceof Error ? error : new Error(String(error)));
          },
        )
        .finally(() => {
          connected--;
          fill();
        });
    }
  };

  const arrival = (part: number): Promise<void> => {
    if (failure) return Promise.reject(failure);
    if (parts[part] === 'here') return Promise.resolve();
    const waiting = awaited.get(part) ?? Promise.withResolvers<void>();
    awaited.set(part, waiting);
    fill();
    return waiting.promise;
  };

  return {
    sizeBytes,
    isWhole: () => left === 0,
    async read(start, lengthBytes) {
      const stop = Math.min(sizeBytes, start + lengthBytes);
      if (stop <= start) return new Uint8Array(0);
      readUpTo = stop;
      fill();
      const [first, last] = [Math.floor(start / partBytes), Math.ceil(stop / partBytes)];
      await Promise.all(Array.from({ length: last - first }, (_, index) => arrival(first + index)));
      const bytes = await Bun.file(path).slice(start, stop).bytes();
      if (bytes.byteLength !== stop - start) throw new Error('the file of a download was cut short');
      return bytes;
    },
    whole: () => entire.promise,
    hold() {
      holds++;
      let isHeld = true;
      return () => {
        if (isHeld) holds--;
        isHeld = false;
        fill();
      };
    },
    resume() {
      if (!failure) fetching ??= new AbortController();
      fill();
    },
    pause() {
      fetching?.abort(new Error('nobody waits for this original any more'));
      fetching = null;
    },
    close: () => end(new Error('the download was closed')),
  };
}

async function writeAt(path: string, bytes: Uint8Array, position: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    for (let done = 0; done < bytes.byteLength; )
      done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
  } finally {
    await file.close();
  }
}
