import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultLadder } from '../../shared/media/ladder.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { makePlan } from '../../transcoder/plan/make-plan.ts';
import { probeSource } from '../../transcoder/probe/probe-source.ts';
import { detectSandbox } from '../../transcoder/run/sandbox.ts';
import { findTools } from '../../transcoder/tools/find-tools.ts';
import { type BenchCase, median, pairedRatio } from '../bench-case.ts';
import { measureCommand } from '../measure-command.ts';
import { bareSplit, onePerRung } from '../reference-encode.ts';

const clipSec = 10;

/** Everything we do to a 1080p clip, early publishing included, against the encoder and the packager alone. */
export const pipelineCase: BenchCase = {
  name: 'pipeline',
  summary: 'CPU of the whole transcoding pipeline ÷ bare ffmpeg + packager with the same settings',
  budgets: { vs_bare_split: '(goal ≤ 1.15)', vs_per_rung: '(goal ≤ 0.75)' },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const clip = join(dir.path, 'clip.mp4');
    note(`making a ${clipSec}-second 1080p30 clip with noise and a tone`);
    const noise = ['-vf', 'noise=alls=8:allf=t,format=yuv420p'];
    await makeClip({ path: clip, durationSec: clipSec, width: 1920, height: 1080, numbered: false, outputArgs: noise });
    const tools = findTools({});
    const probe = await probeSource(clip, {
      ffprobe: tools.ffprobe,
      sandbox: await detectSandbox(4 * 2 ** 30),
      limits: { maxDurationSec: 3600, maxPixels: 8192 * 8192, maxStreams: 64 },
      maxFrameRate: defaultLadder.maxFrameRate,
      signal: new AbortController().signal,
    });
    const plan = makePlan(probe, defaultLadder);

    const figures = { ours: [] as number[], split: [] as number[], perRung: [] as number[], playable: [] as number[] };
    for (let run = 0; run < runs; run++) {
      const work = async (name: string) => {
        const path = join(dir.path, `${name}-${run}`);
        await mkdir(path);
        return path;
      };
      const program = join(import.meta.dir, '../pipeline-process.ts');
      const ours = await measureCommand([process.execPath, program, clip, await work('ours')]);
      figures.ours.push(ours.cpuSec);
      figures.playable.push(JSON.parse(ours.stdout.split('\n')[0] ?? '{}').wallSec);
      figures.split.push(await bareSplit(tools, plan, clip, await work('split')));
      figures.perRung.push(await onePerRung(tools, plan, clip, await work('per-rung')));
      note(
        `run ${run + 1}: ours ${ours.cpuSec.toFixed(1)} s, bare split ${figures.split.at(-1)?.toFixed(1)} s, per rung ${figures.perRung.at(-1)?.toFixed(1)} s of CPU`,
      );
    }
    return {
      figures: {
        source_sec: clipSec,
        rungs: plan.rungs.length,
        ours_cpu_sec: median(figures.ours),
        bare_split_cpu_sec: median(figures.split),
        per_rung_cpu_sec: median(figures.perRung),
        playable_wall_sec: median(figures.playable),
      },
      ratios: {
        vs_bare_split: pairedRatio(figures.ours, figures.split),
        vs_per_rung: pairedRatio(figures.ours, figures.perRung),
      },
    };
  },
};
