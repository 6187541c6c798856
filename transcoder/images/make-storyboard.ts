import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generationFiles } from '../../shared/media/object-keys.ts';
import { ffmpegProgressParser } from '../run/ffmpeg-progress.ts';
import { runTool } from '../run/run-tool.ts';
import type { StepDeps } from '../steps/step-deps.ts';
import { planStoryboard, sheetCount, sheetName, storyboardArgv, storyboardVtt } from './storyboard-plan.ts';

const baseDeadlineMs = 60_000;
const niceness = 10;

/** Writes sheets and their WebVTT below `setDir`, from an encoded file of the smallest rung. */
export async function makeStoryboard(
  source: { path: string; durationSec: number; width: number; height: number },
  setDir: string,
  deps: Pick<StepDeps, 'tools' | 'sandbox' | 'signal' | 'stallMs'>,
): Promise<void> {
  const plan = planStoryboard(source.durationSec, source);
  const vttPath = join(setDir, generationFiles.storyboard);
  const folder = dirname(vttPath);
  await mkdir(folder, { recursive: true });
  let onProgress: ((line: string) => void) | undefined;
  await runTool({
    name: 'ffmpeg storyboard',
    argv: [deps.tools.ffmpeg, ...storyboardArgv(plan, source.path, folder)],
    ...{ sandbox: deps.sandbox, signal: deps.signal, stallMs: deps.stallMs, niceness },
    deadlineMs: baseDeadlineMs + source.durationSec * 1000,
    onStdoutLine: (line, alive) => {
      onProgress ??= ffmpegProgressParser(alive);
      onProgress(line);
    },
  });
  const names = Array.from({ length: sheetCount(plan) }, (_, index) => sheetName(index + 1));
  const made = names.filter((name) => existsSync(join(folder, name))).length;
  // The very last tile may lack its picture: a sheet of nothing else is not made then.
  const tileCount = Math.min(plan.tileCount, made * plan.columns * plan.rows);
  if (tileCount > 0) await writeFile(vttPath, storyboardVtt({ ...plan, tileCount }, source.durationSec));
}
