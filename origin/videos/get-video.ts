import type { Video } from '../../shared/contracts/videos.ts';
import { type Asking, findVisibleVideo, type VideoDeps } from './find-visible-video.ts';
import { presentVideo } from './present-video.ts';

export async function getVideo(deps: VideoDeps, viewer: Asking, videoId: string): Promise<Video> {
  return presentVideo(await findVisibleVideo(deps, viewer, videoId));
}
