import type { Video } from '../../shared/contracts/videos.ts';
import type { Actor } from '../policy/who.ts';
import { findVisibleVideo, type VideoDeps } from './find-visible-video.ts';
import { presentVideo } from './present-video.ts';

export async function getVideo(deps: VideoDeps, viewer: Actor, videoId: string): Promise<Video> {
  return presentVideo(await findVisibleVideo(deps, viewer, videoId));
}
