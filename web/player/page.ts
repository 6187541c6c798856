import type { Playback } from '../../shared/contracts/playback.ts';
import { RenditionList } from './rendition-list.ts';

/**
 * What the server put on the page. Evaluated before the control elements are defined, because
 * media-chrome looks for `videoRenditions` at the moment it meets the <video>.
 */
function readPage() {
  const root = document.getElementById('player');
  const video = root?.querySelector('video');
  const { videoId, session } = root?.dataset ?? {};
  if (!root || !video || !videoId || !session) throw new Error('the page has no player');
  const renditions = new RenditionList();
  Object.assign(video, { videoRenditions: renditions });
  return { root, video, videoId, renditions, session: JSON.parse(session) as Playback }; // written by the same release
}

export const page = readPage();
