import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { loadLibrary } from '../load-library.ts';

export type Shaka = typeof shaka;
export type ShakaPlayer = shaka.Player;
export type Format = 'hls' | 'dash';

/**
 * DASH where the browser has Media Source Extensions: while a video is still being encoded, Shaka Player keeps its place
 * better in a growing MPD than in an EVENT playlist. iPhones play HLS natively and have no plain MediaSource.
 */
export const formatOfBrowser = (): Format => ('MediaSource' in window ? 'dash' : 'hls');

/**
 * Shaka Player, fetched when the viewer is about to play: the build for one format is a quarter smaller
 * than the one for both.
 */
export async function loadShaka(format: Format): Promise<Shaka> {
  return (await loadLibrary(format === 'hls' ? 'shaka-hls.js' : 'shaka-dash.js')).default;
}
