import { encodeDeadlineMs } from '../pipeline/deadlines.ts';
import { type Gains, measureArgv } from '../plan/audio-argv.ts';
import { gainFor, loudnessParser } from '../plan/loudness.ts';
import { ffmpegProgressParser } from '../run/ffmpeg-progress.ts';
import { runTool, ToolError } from '../run/run-tool.ts';
import type { Run } from '../steps/step-deps.ts';

/** Gives way to the encoders that somebody waits for. */
const niceness = 10;

/**
 * How much louder or softer each audio track is to become, measured over the whole source: about 300 times faster
 * than it plays. Audio that cannot be measured is left as it is.
 */
export async function measureGains(run: Run, signal: AbortSignal): Promise<Gains> {
  const { deps, plan } = run;
  if (plan.audioTracks.length === 0) return new Map();
  const loudness = loudnessParser();
  try {
    let onProgress: ((line: string) => void) | undefined;
    await runTool({
      name: 'ffmpeg loudness',
      argv: [
        deps.tools.ffmpeg,
        ...measureArgv(plan, plan.audioTracks, { path: run.sourcePath, maxPixels: deps.limits.maxPixels }),
      ],
      ...{ sandbox: deps.sandbox, signal, niceness, stallMs: deps.stallMs, deadlineMs: encodeDeadlineMs(plan) },
      onStdoutLine: (line, alive) => {
        onProgress ??= ffmpegProgressParser(alive);
        onProgress(line);
      },
      onStderrLine: loudness.onLine,
    });
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    deps.log.warn({ error: error.message }, 'the loudness could not be measured');
    return new Map();
  }
  const measured = loudness.result();
  return new Map(plan.audioTracks.map(({ name }) => [name, gainFor(measured.get(name), plan.loudness)]));
}
