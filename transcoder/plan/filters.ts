import { type FrameRate, perSecond } from '../probe/frame-rate.ts';
import type { Plan, Rung } from './make-plan.ts';

const rateText = (rate: FrameRate): string => (rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`);

/** PQ or HLG in BT.2020 to SDR in BT.709, by way of linear light. */
const toneMap =
  'zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p';

const scaleTo = (rung: Pick<Rung, 'width' | 'height'>): string =>
  `scale=${rung.width}:${rung.height}:out_range=tv,setsar=1`;

/** Frames at a constant rate from time zero, whatever the source's clock did. ffmpeg itself turns the picture upright. */
function steady(plan: Plan, rate: FrameRate): string[] {
  return [...(plan.deinterlace ? ['bwdif=mode=send_frame'] : []), `fps=${rateText(rate)}:start_time=0`];
}

/** The filter chain of a single rung. */
export function singleRungFilter(plan: Plan, rung: Rung): string {
  return [
    ...steady(plan, rung.frameRate),
    scaleTo(rung),
    ...(plan.hdr ? [toneMap, 'setsar=1'] : []), // small first: tone mapping costs by the pixel
  ].join(',');
}

/**
 * One decoded picture for all of `rungs`, as a filter graph with the outputs `[v0]`, `[v1]`… in their order.
 * Rungs at half the rate hang behind one shared branch.
 */
export function splitFilter(plan: Plan, rungs: readonly Rung[]): string {
  const fullRate = rungs.reduce((best, rung) => (perSecond(rung.frameRate) > perSecond(best) ? rung.frameRate : best), {
    num: 1,
    den: 1000,
  });
  const top = rungs.at(-1);
  const common = [...steady(plan, fullRate), ...(plan.hdr && top ? [scaleTo(top), toneMap] : [])].join(',');
  const outputs = rungs.map((rung, index) => {
    const rate = perSecond(rung.frameRate) < perSecond(fullRate) ? `fps=${rateText(rung.frameRate)},` : '';
    return `[s${index}]${rate}${scaleTo(rung)}[v${index}]`;
  });
  const labels = rungs.map((_, index) => `[s${index}]`).join('');
  return `[0:${plan.videoStreamIndex}]${common},split=${rungs.length}${labels};${outputs.join(';')}`;
}

/** Candidates for a poster: key frames that are not (nearly) black, the most typical one of a few dozen. */
export function posterFilter(
  plan: Plan,
  size: { width: number; height: number },
  options: { anyBrightness: boolean },
): string {
  return [
    scaleTo(size),
    ...(plan.hdr ? [toneMap, 'setsar=1'] : []),
    ...(options.anyBrightness
      ? []
      : ['signalstats,metadata=mode=select:key=lavfi.signalstats.YAVG:value=32:function=greater']),
    'thumbnail=n=24',
    'scale=out_range=pc,format=yuvj420p', // JFIF is full range; naming only the format would keep the values
  ].join(',');
}
