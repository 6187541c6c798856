import type { Playback } from '../../../shared/contracts/playback.ts';
import { callAsViewer } from '../../comments/viewer.ts';
import { createShaka } from '../../player/create-shaka.ts';
import { formatOfBrowser, loadShaka } from '../../player/load-shaka.ts';
import { createSessionKeeper } from '../../player/session-keeper.ts';

/**
 * Opens a video of the viewer's own in a plain <video>, without views being counted. `atItsBest`: in the largest
 * rendition from its first frame on. Rejects with what hindered it; `onError` is told of what comes later.
 */
export async function openVideo(
  video: HTMLVideoElement,
  videoId: string,
  { atItsBest, onError }: { atItsBest: boolean; onError(error: unknown): void },
): Promise<void> {
  const session = await callAsViewer<Playback>('POST', `/videos/${videoId}/playback`);
  const sessions = createSessionKeeper(videoId, session);
  const format = formatOfBrowser();
  const player = await createShaka(await loadShaka(format), video, {
    refreshUri: (uri) => sessions.refreshUri(uri),
    onAsked: () => {},
    onArrived: () => {},
    onError,
  });
  // Published captions stay off: what is being written is shown in their place.
  player.configure({ manifest: { disableText: true } });
  await player.load(format === 'hls' ? session.hls_url : session.dash_url);
  if (!atItsBest) return;
  const [best] = player.getVariantTracks().sort((a, b) => (b.height ?? 0) - (a.height ?? 0));
  if (!best) return;
  player.configure({ abr: { enabled: false } });
  player.selectVariantTrack(best, true);
}
