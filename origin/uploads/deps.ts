import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { LeaseDeps } from '../leases/with-lease.ts';
import type { UploadStore } from './store.ts';

export type UploadLimits = {
  uploadsPerHour: number;
  /** Uploads of one user that may be under way at a time. */
  openUploads: number;
  maxUploadBytes: number;
  /** Of the files of all videos a user has, those on their way included. */
  quotaBytes: number;
  /** Of the files a user began to upload within 24 hours. */
  dailyBytes: number;
  uploadTtlMs: number;
  partUrlTtlSec: number;
};

export type UploadDeps = LeaseDeps & {
  store: UploadStore;
  objects: ObjectStore;
  limits: UploadLimits;
  clock: () => Date;
  /** Tells the outbox relay that a job was committed. */
  wakeRelay: () => void;
};
