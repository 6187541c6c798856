import type { VideoRated } from '../../shared/contracts/ratings.ts';
import type { Video } from '../../shared/contracts/videos.ts';
import { pause } from '../api.ts';
import { callAsViewer } from '../comments/viewer.ts';
import { formats, say } from '../messages.ts';
import type { RoomLine } from './room-line.ts';

export type RatingCounts = Pick<VideoRated, 'like_count' | 'dislike_count'>;
export type VideoNews = {
  /** Told by the room as it happens, and of what was read now and then. */
  onCounts(listener: (counts: RatingCounts) => void): void;
  /** Somebody has the counts from origin, as they are at this moment. */
  haveCounts(): void;
};

const READ_MS = 30_000;
/** What is read may lack what happened in the two seconds before. */
const SETTLED_MS = 2_500;
/** Where nobody has read the video for a while, its counts may be as old as this: the edge renews them beside the answer. */
const COUNTS_AGE_MS = 62_000;

/** Keeps the number of views on the page, and whoever listens, near what is true. */
export function startVideoNews(videoId: string, room: RoomLine): VideoNews {
  const listeners: ((counts: RatingCounts) => void)[] = [];
  const tell = (counts: RatingCounts) => {
    for (const listener of listeners) listener(counts);
  };
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const haveCounts = () => {
    toldAtMs = performance.now();
  };

  async function read(): Promise<void> {
    const askedAtMs = performance.now();
    const video = await callAsViewer<Video>('GET', `/videos/${videoId}`).catch(() => null);
    if (!video) return; // the next reading may fare better
    const views = document.getElementById('views');
    if (views) views.textContent = viewsOf(video.view_count);
    if (toldAtMs < askedAtMs - COUNTS_AGE_MS) tell(video); // else the room's word is newer
  }

  room.listen({
    onReset: () => void pause(SETTLED_MS).then(read),
    onEvent({ type, data }) {
      if (type !== 'video.rated') return;
      haveCounts();
      tell(data as VideoRated); // of the same release as this page
    },
  });
  setInterval(() => {
    if (document.visibilityState === 'visible') void read();
  }, READ_MS);
  return { onCounts: (listener) => void listeners.push(listener), haveCounts };
}

/** As the server writes it. */
function viewsOf(count: number): string {
  return count === 0 ? say('common.no_views') : say('common.views', { count, shown: formats.number(count) });
}
