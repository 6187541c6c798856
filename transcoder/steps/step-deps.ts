import type { Log } from '../../platform/log.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { LadderPreset } from '../../shared/media/ladder.ts';
import type { SourceCache } from '../fetch/source-cache.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { Probe, ProbedVideo } from '../probe/parse-probe.ts';
import type { SourceLimits } from '../probe/probe-source.ts';
import type { ReportProgress } from '../progress/report-progress.ts';
import type { Sandbox } from '../run/sandbox.ts';
import type { Tools } from '../tools/find-tools.ts';

/** What every step of an encode is given. Steps know nothing of queues and may run in any process. */
export type StepDeps = {
  store: ObjectStore;
  /** Where originals become local files. */
  sources: SourceCache;
  tools: Tools;
  sandbox: Sandbox;
  ladder: LadderPreset;
  limits: SourceLimits;
  /** Sources are encoded in pieces of about this length. */
  chunkSec: number;
  /** An encoder without progress for this long is stopped. */
  stallMs: number;
  /** Where private scratch directories are made. */
  workRoot: string;
  signal: AbortSignal;
  log: Log;
  /** Unix milliseconds. */
  clock: () => number;
  report: ReportProgress;
};

/** Which encode of which original a step works for. */
export type EncodeInput = {
  videoId: string;
  /** Names this attempt at the video; intermediate files lie below `objectKeys.workPrefix(videoId, encode)`. */
  encode: string;
  originalKey: string;
};

/** What the parts of a step share that reads the original. */
export type Run = {
  videoId: string;
  deps: StepDeps;
  probe: Probe & { video: ProbedVideo };
  plan: Plan;
  /** The original as a local file without a name of its own, or `STDIN` together with `stdin`. */
  sourcePath: string;
  /** The original from front to back, while it is not here yet. */
  stdin?: () => ReadableStream<Uint8Array>;
  workDir: string;
};
