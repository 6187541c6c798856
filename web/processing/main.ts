import type { Playback } from '../../shared/contracts/playback.ts';
import type { TranscodeStage } from '../../shared/contracts/transcode.ts';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { callApi, pause } from '../api.ts';

const POLL_MS = 1_000;
const MAX_POLL_MS = 10_000;

const stageWords: Record<TranscodeStage, string> = {
  queued: 'Waiting for its turn',
  probe: 'Looking at the file',
  first_rung: 'Making the first quality',
  ladder: 'Making all qualities',
  package: 'Packaging',
  publish: 'Publishing',
};

const box = document.getElementById('processing');
const videoId = box?.dataset.videoId;
if (box && videoId) void followProcessing(box, videoId);

/** Shows the progress until the video plays, then the same address shows the player. */
async function followProcessing(box: HTMLElement, videoId: string): Promise<void> {
  const bar = box.querySelector('progress');
  const words = document.getElementById('processing-stage');
  let delayMs = POLL_MS;
  for (;;) {
    try {
      const report = await callApi<VideoStatusReport>('GET', `/videos/${videoId}/status`);
      delayMs = POLL_MS;
      if (bar && report.status !== 'uploading') bar.value = report.progress;
      if (words) words.textContent = describe(report);
      if (report.status === 'failed') break;
      // Asked as the page itself will ask: only then does a reload show the player.
      if (report.playable && (await callApi<Playback>('POST', `/videos/${videoId}/playback`).catch(() => null))) break;
    } catch {
      delayMs = Math.min(delayMs * 2, MAX_POLL_MS);
    }
    await pause(delayMs);
  }
  location.reload();
}

function describe({ status, stage, progress, estimated_seconds_remaining: left }: VideoStatusReport): string {
  if (status === 'uploading') return 'The file is still being uploaded';
  const time = left === null ? '' : left < 60 ? ` · about ${left} s left` : ` · about ${Math.ceil(left / 60)} min left`;
  return `${stage ? stageWords[stage] : 'Working'} · ${progress}%${time}`;
}
