import type { VideoDeps } from '../videos/find-visible-video.ts';
import type { PlaylistLimits, PlaylistStore } from './store.ts';

export type PlaylistDeps = { playlists: PlaylistStore; videos: VideoDeps; limits: PlaylistLimits; clock: () => Date };
