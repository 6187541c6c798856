import { startComments } from '../comments/main.ts';
import { readViewer } from '../comments/viewer.ts';
import { startActions } from './actions.ts';
import { playOn } from './play-on.ts';
import { RoomLine } from './room-line.ts';
import { startSeeking } from './seek.ts';
import { showPresence } from './show-presence.ts';
import { startVideoNews } from './video-news.ts';

const root = document.getElementById('watch');
const videoId = root?.dataset.videoId;
if (root && videoId) void startPage(root, videoId);

/** Everything on the watch page but the player. One reading of who watches and one line to the room serve all parts. */
async function startPage(root: HTMLElement, videoId: string): Promise<void> {
  startSeeking(root);
  const room = new RoomLine(videoId);
  room.listen({ onPresence: showPresence });
  const news = startVideoNews(videoId, room);
  const viewer = await readViewer(root.dataset.signedIn !== undefined);
  playOn(root, location.search);
  startActions(root, { videoId, viewer, news });
  const comments = document.getElementById('comments');
  if (comments) startComments(comments, viewer, room);
}
