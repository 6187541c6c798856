import type { Exclusively } from '../../platform/keyed-lock.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { VideoDeps } from '../videos/find-visible-video.ts';
import type { CaptionStore } from './store.ts';

export type CaptionDeps = {
  videos: VideoDeps;
  store: CaptionStore;
  objects: ObjectStore;
  clock: () => Date;
  /** Tells the outbox relay that a job was committed. */
  wakeRelay: () => void;
  exclusively: Exclusively;
};
