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

const clipSec = 20;

/** Everything we do to a 1080p clip, with early publishing and without, against the encoder and the packager alone. */
export const pipelineCase: BenchCase = {
  name: 'pipeline',
  summary: 'CPU of the whole transcoding pipeline ÷ bare ffmpeg + packager with the same settings',
  budgets: {
    vs_bare_split: '(goal ≤ 1.05)',
    vs_per_rung: '(goal ≤ 0.70)',
    vs_bare_split_early: '(goal ≤ 1.15)',
    vs_per_rung_early: '(goal ≤ 0.75)',
  },
  async run({ runs, note }) {
    await using dir = await tempDir();
    const clip = join(dir.path, 'clip.mp4');
    note(`making a ${clipSec}-second 1080p30 clip of 8 Mbit/s with noise and a tone`);
    // About 8 Mbit/s, as uploads of this size are: what a second decode costs hangs on the bit rate.
    // Key frames off the grid: a top rung that is copied would be compared with one that is encoded.
    const usualRate = ['-preset', 'veryfast', '-maxrate', '12M', '-bufsize', '12M', '-g', '50'];
    const noise = ['-vf', 'noise=alls=3:allf=t,format=yuv420p', ...usualRate];
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

    const figures = {
      ours: [] as number[],
      early: [] as number[],
      split: [] as number[],
      perRung: [] as number[],
      playable: [] as number[],
    };
    for (let run = 0; run < runs; run++) {
      const work = async (name: string) => {
        const path = join(dir.path, `${name}-${run}`);
        await mkdir(path);
        return path;
      };
      const program = join(import.meta.dir, '../pipeline-process.ts');
      const measure = async (mode: string) => measureCommand([process.execPath, program, clip, await work(mode), mode]);
      figures.ours.push((await measure('late')).cpuSec);
      const early = await measure('early');
      figures.early.push(early.cpuSec);
      figures.playable.push(JSON.parse(early.stdout.split('\n')[0] ?? '{}').wallSec);
      figures.split.push(await bareSplit(tools, plan, clip, await work('split')));
      figures.perRung.push(await onePerRung(tools, plan, clip, await work('per-rung')));
      note(
        `run ${run + 1}: ours ${figures.ours.at(-1)?.toFixed(1)} s, with early publish ${early.cpuSec.toFixed(1)} s, bare split ${figures.split.at(-1)?.toFixed(1)} s, per rung ${figures.perRung.at(-1)?.toFixed(1)} s of CPU`,
      );
    }
    return {
      figures: {
        source_sec: clipSec,
        rungs: plan.rungs.length,
        ours_cpu_sec: median(figures.ours),
        ours_early_cpu_sec: median(figures.early),
        bare_split_cpu_sec: median(figures.split),
        per_rung_cpu_sec: median(figures.perRung),
        playable_wall_sec: median(figures.playable),
      },
      ratios: {
        vs_bare_split: pairedRatio(figures.ours, figures.split),
        vs_per_rung: pairedRatio(figures.ours, figures.perRung),
        vs_bare_split_early: pairedRatio(figures.early, figures.split),
        vs_per_rung_early: pairedRatio(figures.early, figures.perRung),
      },
    };
  },
};
