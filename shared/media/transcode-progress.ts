import * as z from 'zod';
import type { TranscodeProgress, TranscodeStage } from '../contracts/transcode.ts';

/** The parts of an encode that report for themselves, at the same time and from different processes. */
export type ProgressPart = 'probe' | 'first_rung' | `chunk:${number}` | 'package' | 'publish';
export type ProgressStage = Exclude<TranscodeStage, 'queued'>;

const stages: readonly ProgressStage[] = ['probe', 'first_rung', 'ladder', 'package', 'publish'];
const weight = z.number().min(0);

/** What an encode consists of, known once it is planned. */
export const progressLayoutSchema = z.object({
  weights: z.object({ probe: weight, first_rung: weight, ladder: weight, package: weight, publish: weight }),
  /** Weight of each chunk within the ladder. */
  chunks: z.array(weight),
  /** Names of the rungs: the one that is encoded apart, if any, and those of the chunks. */
  rungs: z.object({ first: z.string().nullable(), others: z.array(z.string()) }),
});
export type ProgressLayout = z.infer<typeof progressLayoutSchema>;

/** Before anything is known: probing has hardly begun. */
const unplanned: ProgressLayout = {
  weights: { probe: 1, first_rung: 30, ladder: 60, package: 5, publish: 4 },
  chunks: [1],
  rungs: { first: null, others: [] },
};

/** What is reported while running stays below 100: that is said by the result. */
const ceilingPercent = 99;

/** Redis key that stands while nothing of a video is to be encoded: it was deleted. */
export const cancelledKey = (videoId: string) => `kinora:cancelled:${videoId}`;

/**
 * The Redis hash through which the jobs of one encode report and origin reads: `layout` (JSON of `ProgressLayout`),
 * `started_at_ms`, `reported_at_ms`, `failed` or `done` once it is over, and a number from 0 to 1 for each
 * `ProgressPart` that has begun.
 */
export const encodeStateKey = (videoId: string, encode: string) => `kinora:encode:${videoId}:${encode}`;

/** Sums up that hash; `null` before anything was reported. */
export function readProgress(fields: Readonly<Record<string, string>>): TranscodeProgress | null {
  if (fields.reported_at_ms === undefined) return null;
  const layout = fields.layout === undefined ? null : progressLayoutSchema.parse(JSON.parse(fields.layout));
  const fractionOf = (part: ProgressPart) => (fields[part] === undefined ? undefined : Number(fields[part]));
  return summarizeProgress(layout, fractionOf, Number(fields.reported_at_ms) - Number(fields.started_at_ms));
}

/** One percent, the stage and the time left at the pace so far, of an encode that was last heard of after `elapsedMs`. */
export function summarizeProgress(
  layout: ProgressLayout | null,
  fractionOf: (part: ProgressPart) => number | undefined,
  elapsedMs: number,
): TranscodeProgress {
  const { weights, chunks, rungs } = layout ?? unplanned;
  const chunkTotal = sum(chunks);
  const ladderDone = sum(chunks.map((share, index) => share * within(fractionOf(`chunk:${index}`))));
  const done: Record<ProgressStage, number> = {
    probe: within(fractionOf('probe')),
    first_rung: within(fractionOf('first_rung')),
    ladder: chunkTotal > 0 ? ladderDone / chunkTotal : 0,
    package: within(fractionOf('package')),
    publish: within(fractionOf('publish')),
  };
  const total = sum(stages.map((stage) => weights[stage])) || 1;
  const fraction = sum(stages.map((stage) => weights[stage] * done[stage])) / total;
  const percent = Math.min(ceilingPercent, round(fraction * 100));
  const isMeasurable = fraction > 0.02 && elapsedMs > 1_000;
  return {
    stage: stageOf(layout, done, fractionOf),
    percent,
    estimated_seconds_remaining: isMeasurable ? Math.ceil(((elapsedMs / 1000) * (1 - fraction)) / fraction) : null,
    stage_percents: Object.fromEntries(stages.map((stage) => [stage, round(done[stage] * 100)])),
    rung_percents: Object.fromEntries([
      ...(rungs.first === null ? [] : [[rungs.first, round(done.first_rung * 100)] as const]),
      ...rungs.others.map((name) => [name, round(done.ladder * 100)] as const),
    ]),
  };
}

/** The stage somebody waits for: chunks run beside the first rung, but until that is done it is what counts. */
function stageOf(
  layout: ProgressLayout | null,
  done: Record<ProgressStage, number>,
  fractionOf: (part: ProgressPart) => number | undefined,
): ProgressStage {
  if (fractionOf('publish') !== undefined) return 'publish';
  if (fractionOf('package') !== undefined) return 'package';
  const hasChunkBegun = layout?.chunks.some((_, index) => fractionOf(`chunk:${index}`) !== undefined) ?? false;
  if (hasChunkBegun && done.first_rung >= 1) return 'ladder';
  return fractionOf('first_rung') !== undefined || hasChunkBegun ? 'first_rung' : 'probe';
}

const within = (fraction: number | undefined): number => Math.min(1, Math.max(0, fraction ?? 0));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const round = (value: number): number => Number(value.toFixed(1));
