import type { VideoDeps } from '../videos/find-visible-video.ts';
import type { HistoryStore } from './store.ts';

export type HistoryDeps = { history: HistoryStore; videos: VideoDeps; clock: () => Date };
