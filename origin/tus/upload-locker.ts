import { AppError } from '../../shared/errors.ts';
import { type LeaseDeps, withLease } from '../leases/with-lease.ts';

type RequestRelease = () => Promise<void> | void;
/** `Locker` of @tus/server. */
export type UploadLocker = {
  newLock(id: string): {
    lock(signal: AbortSignal, requestRelease: RequestRelease): Promise<void>;
    unlock(): Promise<void>;
  };
};

/**
 * One request at a time works on an upload, at whichever origin. A client that lost its connection comes back before
 * the server knows, so the request in this process that still holds the lock is asked to end and waited for.
 */
export function createUploadLocker(deps: LeaseDeps, { waitMs = 10_000 } = {}): UploadLocker {
  const holders = new Map<string, RequestRelease>();
  return {
    newLock(id) {
      const finished = Promise.withResolvers<void>();
      let whole: Promise<void> | undefined;
      return {
        async lock(_signal, requestRelease) {
          const held = Promise.withResolvers<void>();
          await holders.get(id)?.();
          whole = withLease(
            deps,
            `tus:${id}`,
            () => {
              holders.set(id, requestRelease);
              held.resolve();
              return finished.promise;
            },
            { waitMs },
          );
          whole.catch(() =>
            held.reject(
              new AppError('upload_locked', 'another request is sending to this upload; try again in a moment'),
            ),
          );
          await held.promise;
        },
        async unlock() {
          holders.delete(id);
          finished.resolve();
          await whole;
        },
      };
    },
  };
}
