import type { Playback } from '../../shared/contracts/playback.ts';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { callApi, pause } from '../api.ts';
import { say } from '../messages.ts';
import type { VideoPlayer } from './video-player.ts';

const POLL_MS = 2_000;
const MAX_POLL_MS = 15_000;

/** While only the first rung plays: shows how far the others are and moves over when they are there. */
export async function followEncoding(player: VideoPlayer, videoId: string, chip: HTMLElement | null): Promise<void> {
  let delayMs = POLL_MS;
  while (player.sessions.current.partial) {
    await pause(delayMs);
    try {
      const report = await callApi<VideoStatusReport>('GET', `/videos/${videoId}/status`);
      if (report.status === 'failed') break;
      show(chip, say('player.more_qualities', { percent: report.progress }));
      if (report.status === 'ready') await moveOver(player);
      delayMs = POLL_MS;
    } catch {
      delayMs = Math.min(delayMs * 2, MAX_POLL_MS); // what plays goes on playing; ask again later
    }
  }
  if (chip) chip.hidden = true;
}

/** The edge may know of the new generation a moment later than the status does; then the next round moves. */
async function moveOver(player: VideoPlayer): Promise<void> {
  const session: Playback = await player.sessions.renew();
  if (!session.partial) await player.moveTo(session);
}

function show(chip: HTMLElement | null, text: string): void {
  if (!chip) return;
  chip.hidden = false;
  chip.textContent = text;
}
