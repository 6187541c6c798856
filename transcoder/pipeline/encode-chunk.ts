import { type Chunk, chunkDurationSec } from '../plan/cut-chunks.ts';
import { ladderArgv, type SeekMode } from '../plan/encode-argv.ts';
import type { Rung } from '../plan/make-plan.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { type DecodeReport, decodeReportParser } from '../run/decode-report.ts';
import { ffmpegProgressParser } from '../run/ffmpeg-progress.ts';
import { runTool } from '../run/run-tool.ts';
import type { Run } from '../steps/step-deps.ts';
import { blameSource } from '../verify/blame-source.ts';
import { encodeDeadlineMs } from './deadlines.ts';

/** Gives way to the first rungs of other videos, which somebody waits for. */
const niceness = 19;

/** Encodes all of `rungs` from one decode of a stretch of the source, each into `pathOf(rung)`. */
export async function encodeChunk(
  run: Run,
  chunk: Chunk,
  rungs: readonly Rung[],
  pathOf: (rung: Rung) => string,
  seek: SeekMode,
): Promise<DecodeReport> {
  const { deps, plan } = run;
  const input = { path: run.sourcePath, maxPixels: deps.limits.maxPixels };
  const expectedFrames = chunkDurationSec(plan, chunk) * perSecond(rungs[0]?.frameRate ?? plan.frameRate);
  const decode = decodeReportParser(plan.videoStreamIndex);
  let [lastFrame, aliveNow] = [-1, () => {}];
  const parse = ffmpegProgressParser(({ frame }) => {
    if (frame !== lastFrame) aliveNow();
    lastFrame = frame;
    // `frame` counts the first output's frames.
    deps.report(`chunk:${chunk.index}`, Math.min(0.99, frame / Math.max(1, expectedFrames)));
  });
  await runTool({
    name: `ffmpeg chunk ${chunk.index}`,
    argv: [deps.tools.ffmpeg, ...ladderArgv(plan, rungs, input, pathOf, { chunk, seek })],
    sandbox: deps.sandbox,
    signal: deps.signal,
    deadlineMs: encodeDeadlineMs(plan),
    stallMs: deps.stallMs,
    niceness,
    onStdoutLine: (line, alive) => {
      aliveNow = alive;
      parse(line);
    },
    onStderrLine: decode.onLine,
  }).catch((error: unknown) => {
    throw blameSource(error, decode.report());
  });
  return decode.report();
}
