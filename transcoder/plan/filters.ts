import { type FrameRate, perSecond } from '../probe/frame-rate.ts';
import type { Plan, Rung } from './make-plan.ts';

const rateText = (rate: FrameRate): string => (rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`);

/** PQ or HLG in BT.2020 to SDR in BT.709, by way of linear light. */
const toneMap =
  'zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,format=yuv420p';

const scaleTo = (rung: Pick<Rung, 'width' | 'height'>): string =>
  `scale=${rung.width}:${rung.height}:out_range=tv,setsar=1`;

const noBounds = { isSought: false, startGop: 0, endGop: null as number | null };
type Bounds = typeof noBounds;

/**
 * Frames at a constant rate from time zero, whatever the source's clock did, or those of one chunk. ffmpeg itself turns
 * the picture upright. Chunks are cut behind `fps`, where a frame's time is its number: every frame then is the one
 * that the uncut source has there, whatever its own times are. After seeking, the first frame must not be repeated
 * back to zero.
 */
function steady(plan: Plan, rate: FrameRate, bounds: Bounds = noBounds): string[] {
  const gopFrames = Math.round(plan.gopSec * perSecond(rate));
  const first = bounds.startGop * gopFrames;
  const end = bounds.endGop === null ? '' : `:end_pts=${bounds.endGop * gopFrames}`;
  return [
    ...(plan.deinterlace ? ['bwdif=mode=send_frame'] : []),
    `fps=${rateText(rate)}${bounds.isSought ? '' : ':start_time=0'}`,
    ...(first > 0 || end !== '' ? [`trim=start_pts=${first}${end}`, `setpts=PTS-${first}`] : []),
  ];
}

/** The filter chain of a single rung. */
export function singleRungFilter(plan: Plan, rung: Rung): string {
  return [
    ...steady(plan, rung.frameRate),
    scaleTo(rung),
    ...(plan.hdr ? [toneMap, 'setsar=1'] : []), // small first: tone mapping costs by the pixel
  ].join(',');
}

/** A picture this much larger makes as good a smaller one as the source does, and costs less to shrink. */
const shrinkFactor = 1.5;

/**
 * One decoded picture for all of `rungs`, as a filter graph with the outputs `[v0]`, `[v1]`… in their order. Small
 * rungs are made from larger ones, and from one of half the rate where there is one.
 */
export function splitFilter(plan: Plan, rungs: readonly Rung[], bounds?: Bounds): string {
  const fullRate = rungs.reduce((best, rung) => (perSecond(rung.frameRate) > perSecond(best) ? rung.frameRate : best), {
    num: 1,
    den: 1000,
  });
  const top = rungs.at(-1);
  const common = [...steady(plan, fullRate, bounds), ...(plan.hdr && top ? [scaleTo(top), toneMap] : [])].join(',');
  const parents = rungs.map((rung) =>
    rungs.findIndex(
      ({ shortSide, frameRate }) =>
        shortSide >= rung.shortSide * shrinkFactor && perSecond(frameRate) >= perSecond(rung.frameRate),
    ),
  );
  const inputsFrom = (parent: number) => parents.flatMap((of, index) => (of === parent ? [`[s${index}]`] : []));
  const outputs = rungs.map((rung, index) => {
    const rateAbove = rungs[parents[index] ?? -1]?.frameRate ?? fullRate;
    const rate = perSecond(rung.frameRate) < perSecond(rateAbove) ? `fps=${rateText(rung.frameRate)},` : '';
    const below = inputsFrom(index);
    const fork = below.length > 0 ? `,split=${below.length + 1}` : '';
    return `[s${index}]${rate}${scaleTo(rung)}${fork}[v${index}]${below.join('')}`;
  });
  const first = inputsFrom(-1);
  return `[0:${plan.videoStreamIndex}]${common},split=${first.length}${first.join('')};${outputs.join(';')}`;
}

/** Candidates for a poster: key frames that are not (nearly) black, the most typical one of a few. */
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
    'thumbnail=n=8',
    'scale=out_range=pc,format=yuvj420p', // JFIF is full range; naming only the format would keep the values
  ].join(',');
}
