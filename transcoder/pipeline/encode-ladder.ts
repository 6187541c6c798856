import { ladderArgv } from '../plan/encode-argv.ts';
import type { Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { ffmpegProgressParser } from '../run/ffmpeg-progress.ts';
import { runTool } from '../run/run-tool.ts';
import { encodeDeadlineMs } from './deadlines.ts';
import type { Run } from './pipeline-types.ts';

/** Gives way to the first rungs of other videos, which somebody waits for. */
const niceness = 10;

/** Encodes all of `rungs` from one decode of the source, each into `pathOf(rung)`. */
export async function encodeLadder(run: Run, rungs: readonly Rung[], pathOf: (rung: Rung) => string): Promise<void> {
  const [leading] = rungs;
  if (!leading) return;
  const { deps, plan } = run;
  const input = { path: run.sourcePath, maxPixels: deps.limits.maxPixels };
  const rate = perSecond(leading.frameRate);
  let [lastFrame, aliveNow] = [-1, () => {}];
  const parse = ffmpegProgressParser(({ frame }) => {
    if (frame !== lastFrame) aliveNow();
    lastFrame = frame;
    // `frame` counts the first output's frames.
    run.progress.at('ladder', frame / rate / plan.durationSec);
  });
  await runTool({
    name: 'ffmpeg ladder',
    argv: [deps.tools.ffmpeg, ...ladderArgv(plan, rungs, input, pathOf)],
    sandbox: deps.sandbox,
    signal: deps.signal,
    deadlineMs: encodeDeadlineMs(plan),
    stallMs: deps.stallMs,
    niceness,
    onStdoutLine: (line, alive) => {
      aliveNow = alive;
      parse(line);
    },
  });
}
