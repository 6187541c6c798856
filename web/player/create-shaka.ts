import type { Shaka, ShakaPlayer } from './load-shaka.ts';
import type { Span } from './missing-segments.ts';
import { isBeingHandled } from './shaka-errors.ts';

export type ShakaHooks = {
  /** The address to fetch in place of `uri`. */
  refreshUri(uri: string): Promise<string>;
  /** A segment is fetched that lies at `span` of the video. */
  onAsked(uri: string, span: Span): void;
  onArrived(uri: string): void;
  /** An error that Shaka Player does not go round by itself. */
  onError(error: unknown): void;
};

/** A Shaka Player on `video`, with nothing loaded. */
export async function createShaka(library: Shaka, video: HTMLVideoElement, hooks: ShakaHooks): Promise<ShakaPlayer> {
  library.polyfill.installAll();
  if (!library.Player.isBrowserSupported()) throw { category: 4, code: 0, data: [] };
  const player = new library.Player();
  player.configure({
    // What Shaka would do about a picture that cannot be decoded is to begin it anew for ever.
    streaming: { bufferingGoal: 30, bufferBehind: 30, allowMediaSourceRecoveries: false },
    abr: { restrictToElementSize: true, ignoreDevicePixelRatio: false },
    // Of the codecs that play without stutter here, Shaka takes the one with the fewest bytes.
    preferredDecodingAttributes: ['smooth'],
  });
  const network = player.getNetworkingEngine();
  network?.registerRequestFilter(async (_type, request, context) => {
    request.uris = await Promise.all(request.uris.map(hooks.refreshUri));
    const segment = context?.segment;
    if (!segment) return;
    const span = { startSec: segment.getStartTime(), endSec: segment.getEndTime() };
    for (const uri of request.uris) hooks.onAsked(uri, span);
  });
  network?.registerResponseFilter((_type, response) => hooks.onArrived(response.uri));
  player.addEventListener('error', (event) => {
    const { detail } = event as unknown as { detail: unknown }; // Shaka's own event type leaves it out
    if (!isBeingHandled(detail)) hooks.onError(detail);
  });
  video.preload = 'auto'; // with "none" the browser would not open the MediaSource before play
  await player.attach(video);
  return player;
}
