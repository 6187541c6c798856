import { encodeDeadlineMs } from '../pipeline/deadlines.ts';
import { audioTracksArgv, type Gains } from '../plan/audio-argv.ts';
import type { AudioTrack } from '../plan/audio-plan.ts';
import { ffmpegProgressParser } from '../run/ffmpeg-progress.ts';
import { runTool } from '../run/run-tool.ts';
import type { Run } from '../steps/step-deps.ts';

const niceness = 10;

/** Encodes every audio track of the plan with its gain, each into the file that `pathOf` gives, from one read. */
export async function encodeAudioTracks(
  run: Run,
  gains: Gains,
  pathOf: (track: AudioTrack) => string,
  signal: AbortSignal,
): Promise<void> {
  const { deps, plan } = run;
  if (plan.audioTracks.length === 0) return;
  const input = { path: run.sourcePath, maxPixels: deps.limits.maxPixels };
  let lastSec = -1;
  let onProgress: ((line: string) => void) | undefined;
  await runTool({
    name: 'ffmpeg audio',
    argv: [deps.tools.ffmpeg, ...audioTracksArgv(plan, plan.audioTracks, gains, input, pathOf)],
    ...{ sandbox: deps.sandbox, signal, niceness, stallMs: deps.stallMs, deadlineMs: encodeDeadlineMs(plan) },
    onStdoutLine: (line, alive) => {
      onProgress ??= ffmpegProgressParser(({ outTimeSec }) => {
        if (outTimeSec > lastSec) alive();
        lastSec = outTimeSec;
      });
      onProgress(line);
    },
  });
}
