import type { Exclusively } from '../../platform/keyed-lock.ts';
import type { Log } from '../../platform/log.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { UploadStore } from './store.ts';

export type UploadLimits = {
  uploadsPerHour: number;
  maxUploadBytes: number;
  uploadTtlMs: number;
  partUrlTtlSec: number;
};

export type UploadDeps = {
  store: UploadStore;
  objects: ObjectStore;
  limits: UploadLimits;
  clock: () => Date;
  log: Log;
  /** Tells the outbox relay that a job was committed. */
  wakeRelay: () => void;
  /** Keeps this process from joining and hashing one file twice at a time. */
  exclusively: Exclusively;
};
