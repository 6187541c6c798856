import type { Viewer } from '../comments/viewer.ts';
import type { VideoNews } from './video-news.ts';

/** What each of the buttons below the video works with. */
export type ActionDeps = {
  videoId: string;
  viewer: Viewer | null;
  news: VideoNews;
  /** Says below the buttons what happened. */
  tell(words: string): void;
  /** Offers the way to the sign-in page, and back here. */
  askToSignIn(): void;
};
