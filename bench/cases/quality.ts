import { mkdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { defaultLadder } from '../../shared/media/ladder.ts';
import { tempDir } from '../../testkit/services.ts';
import { makePlan, type Plan, type Rung } from '../../transcoder/plan/make-plan.ts';
import { perSecond } from '../../transcoder/probe/frame-rate.ts';
import { probeSource } from '../../transcoder/probe/probe-source.ts';
import { detectSandbox } from '../../transcoder/run/sandbox.ts';
import { findTools, type Tools } from '../../transcoder/tools/find-tools.ts';
import { type BenchCase, median } from '../bench-case.ts';
import { measureCommand } from '../measure-command.ts';
import { realClips } from '../real-clips.ts';

const clipSec = 8;
type Encoded = { bytes: number; ssim: number };

/**
 * Bytes and SSIM of every rung: our capped CRF against a fixed bit rate, once at the rung's cap (what a fixed ladder
 * spends on everything) and once at the rate that gives the same SSIM on this very clip (what no fixed ladder can know).
 */
export const qualityCase: BenchCase = {
  name: 'quality',
  summary: 'bytes and SSIM per rung, capped CRF against fixed bit rate, on real clips',
  budgets: { bytes_at_equal_ssim: '(goal < 1)' },
  async run({ note }) {
    await using dir = await tempDir();
    const tools = findTools({});
    const figures: Record<string, number> = {};
    const vsCap: number[] = [];
    const vsEqual: number[] = [];
    const ssimDeltas: number[] = [];
    for (const clip of await realClips(dir.path)) {
      const plan = await planFor(tools, clip);
      const name = basename(clip)
        .replace(/\.\w+$/, '')
        .toLowerCase();
      const work = join(dir.path, name);
      await mkdir(work);
      for (const rung of plan.rungs) {
        const crf = ['-crf', String(rung.crf), '-maxrate', `${rung.maxrateKbps}k`, '-bufsize', `${rung.bufsizeKbps}k`];
        const ours = await encode(tools, plan, rung, clip, join(work, `${rung.name}-crf.mp4`), crf);
        const fixedAt = (kbps: number) =>
          encode(tools, plan, rung, clip, join(work, `${rung.name}-fixed.mp4`), fixedRate(kbps, rung));
        const capped = await fixedAt(rung.maxrateKbps);
        const equal = await atEqualSsim(ours, fixedAt);
        vsCap.push(ours.bytes / capped.bytes);
        vsEqual.push(ours.bytes / equal.bytes);
        ssimDeltas.push(ours.ssim - equal.ssim);
        figures[`${name}_${rung.name}_ssim`] = ours.ssim;
        figures[`${name}_${rung.name}_kb`] = ours.bytes / 1000;
        figures[`${name}_${rung.name}_fixed_kb_at_equal_ssim`] = equal.bytes / 1000;
        note(
          `${name} ${rung.name}: ours ${words(ours)}; fixed, equal SSIM ${words(equal)}; fixed, cap ${words(capped)}`,
        );
      }
    }
    return {
      figures: { ...figures, ssim_difference_largest: Math.max(...ssimDeltas.map(Math.abs)) },
      ratios: { bytes_at_equal_ssim: median(vsEqual), bytes_vs_fixed_at_cap: median(vsCap) },
    };
  },
};

const words = ({ bytes, ssim }: Encoded) => `${Math.round(bytes / 1000)} kB at ${ssim.toFixed(4)}`;

function fixedRate(kbps: number, rung: Rung): string[] {
  const rate = `${Math.round(kbps)}k`;
  return ['-b:v', rate, '-maxrate', rate, '-bufsize', `${Math.round((kbps * rung.bufsizeKbps) / rung.maxrateKbps)}k`];
}

/** The fixed-rate encode whose SSIM is nearest to `target`'s, by halving the interval of rates. */
async function atEqualSsim(target: Encoded, fixedAt: (kbps: number) => Promise<Encoded>): Promise<Encoded> {
  let [low, high] = [0.3, 4].map((factor) => ((target.bytes * 8) / 1000 / clipSec) * factor) as [number, number]; // two in, two out
  let best: Encoded | null = null;
  for (let step = 0; step < 7; step++) {
    const kbps = Math.sqrt(low * high);
    const tried = await fixedAt(kbps);
    if (!best || Math.abs(tried.ssim - target.ssim) < Math.abs(best.ssim - target.ssim)) best = tried;
    if (Math.abs(best.ssim - target.ssim) < 0.0003) break;
    if (tried.ssim < target.ssim) low = kbps;
    else high = kbps;
  }
  return best as Encoded; // the loop ran at least once
}

async function planFor(tools: Tools, clip: string): Promise<Plan> {
  const probe = await probeSource(clip, {
    ffprobe: tools.ffprobe,
    sandbox: await detectSandbox(4 * 2 ** 30),
    limits: { maxDurationSec: 3600, maxPixels: 8192 * 8192, maxStreams: 64 },
    maxFrameRate: defaultLadder.maxFrameRate,
    signal: new AbortController().signal,
  });
  return makePlan(probe, defaultLadder);
}

async function encode(
  tools: Tools,
  plan: Plan,
  rung: Rung,
  clip: string,
  path: string,
  rate: string[],
): Promise<Encoded> {
  const picture = `fps=${perSecond(rung.frameRate)}:start_time=0,scale=${rung.width}:${rung.height},setsar=1`;
  const gop = ['-g', String(rung.gopFrames), '-keyint_min', String(rung.gopFrames), '-sc_threshold', '0'];
  await measureCommand([
    ...[tools.ffmpeg, '-nostdin', '-v', 'error', '-y', '-t', String(clipSec), '-i', clip, '-an', '-vf', picture],
    ...['-c:v', 'libx264', '-preset', plan.x264Preset, '-pix_fmt', 'yuv420p', ...rate, ...gop, path],
  ]);
  const { stderr } = await measureCommand([
    ...[tools.ffmpeg, '-nostdin', '-hide_banner', '-i', path, '-t', String(clipSec), '-i', clip],
    ...['-lavfi', `[1:v]${picture},format=yuv420p[reference];[0:v][reference]ssim`, '-f', 'null', '-'],
  ]);
  const ssim = Number(/All:([\d.]+)/.exec(stderr)?.[1]);
  return { bytes: (await stat(path)).size, ssim };
}
