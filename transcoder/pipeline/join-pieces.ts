import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { joinArgv, joinList } from '../plan/join-argv.ts';
import type { Plan, Rung } from '../plan/make-plan.ts';
import { runTool } from '../run/run-tool.ts';
import type { StepDeps } from '../steps/step-deps.ts';
import { readEncoded } from '../verify/read-encoded.ts';
import { encodeDeadlineMs } from './deadlines.ts';

export type Pieces = { rung: Rung; paths: string[] };

/**
 * Joins the pieces of each rung without encoding again and says where each rung is. Throws when pieces do not fit
 * together: players take the decoder configuration of the first for all.
 */
export async function joinPieces(
  plan: Plan,
  pieces: readonly Pieces[],
  workDir: string,
  deps: Pick<StepDeps, 'tools' | 'sandbox' | 'signal' | 'stallMs'>,
): Promise<Map<string, string>> {
  const joined = new Map<string, string>();
  const toJoin: { listPath: string; outputPath: string }[] = [];
  for (const { rung, paths } of pieces) {
    const [only] = paths;
    if (only !== undefined && paths.length === 1) {
      joined.set(rung.name, only);
      continue;
    }
    const encoded = await Promise.all(paths.map((path) => readEncoded(path, rung)));
    if (new Set(encoded.map(({ video }) => video?.decoderConfig)).size > 1)
      throw new Error(`the pieces of ${rung.name} come from encoders that differ`);
    const listPath = join(workDir, `${rung.name}.ffconcat`);
    const outputPath = join(workDir, `${rung.name}.mp4`);
    const frames = encoded.map((piece) => piece.frames);
    await writeFile(
      listPath,
      joinList(
        rung,
        paths.map((path, at) => ({ path, frames: frames[at] ?? 0 })),
      ),
    );
    toJoin.push({ listPath, outputPath });
    joined.set(rung.name, outputPath);
  }
  if (toJoin.length > 0)
    await runTool({
      name: 'ffmpeg join',
      argv: [deps.tools.ffmpeg, ...joinArgv(toJoin)],
      sandbox: deps.sandbox,
      signal: deps.signal,
      deadlineMs: encodeDeadlineMs(plan),
    });
  return joined;
}
