import type { Playback } from '../../shared/contracts/playback.ts';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { callApi, pause } from '../api.ts';
import { formats, say } from '../messages.ts';
import { followStatus } from './follow-status.ts';

const PLAYBACK_RETRY_MS = 1_000;

const box = document.getElementById('processing');
const videoId = box?.dataset.videoId;
if (box && videoId) void followProcessing(box, videoId);

/** Shows the progress until the video plays, then the same address shows the player. */
async function followProcessing(box: HTMLElement, videoId: string): Promise<void> {
  const bar = box.querySelector('progress');
  const words = document.getElementById('processing-stage');
  for await (const report of followStatus(videoId)) {
    if (bar && report.status !== 'uploading') bar.value = report.progress;
    if (words) words.textContent = describe(report);
    if (report.status === 'failed' || (report.playable && (await becomesPlayable(videoId)))) break;
  }
  location.reload();
}

/** Asked as the page itself will ask, which may know of it a moment later: only then does a reload show the player. */
async function becomesPlayable(videoId: string): Promise<boolean> {
  for (let tries = 10; tries > 0; tries--) {
    if (await callApi<Playback>('POST', `/videos/${videoId}/playback`).catch(() => null)) return true;
    await pause(PLAYBACK_RETRY_MS);
  }
  return false;
}

function describe({ status, stage, progress, estimated_seconds_remaining: left }: VideoStatusReport): string {
  if (status === 'uploading') return say('processing.uploading');
  const done = say('encoding.stage_progress', {
    stage: stage ? say(`encoding.stage_${stage}`) : say('processing.working'),
    percent: formats.percent(progress / 100),
  });
  if (left === null) return done;
  const time =
    left < 60
      ? say('processing.seconds_left', { seconds: left })
      : say('processing.minutes_left', { minutes: Math.ceil(left / 60) });
  return `${done} · ${time}`;
}
