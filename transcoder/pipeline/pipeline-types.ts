import type { Log } from '../../platform/log.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import type { TranscodeProgress, TranscodeResult } from '../../shared/contracts/transcode.ts';
import type { LadderPreset } from '../../shared/media/ladder.ts';
import type { Plan } from '../plan/make-plan.ts';
import type { Probe, ProbedVideo } from '../probe/parse-probe.ts';
import type { SourceLimits } from '../probe/probe-source.ts';
import type { Sandbox } from '../run/sandbox.ts';
import type { Tools } from '../tools/find-tools.ts';
import type { ProgressTracker } from './progress.ts';

export type PipelineInput = {
  videoId: string;
  originalKey: string;
  /** Progress already shown for an earlier attempt; this one starts there. */
  shownPercent?: number;
};

export type PipelineDeps = {
  store: ObjectStore;
  tools: Tools;
  sandbox: Sandbox;
  ladder: LadderPreset;
  limits: SourceLimits;
  /** An encoder without progress for this long is stopped. */
  stallMs: number;
  /** Where private scratch directories are made. */
  workRoot: string;
  signal: AbortSignal;
  log: Log;
  /** Unix milliseconds. */
  clock: () => number;
  onProgress: (progress: TranscodeProgress) => void;
  /** Called with `playable`, then with `ready`; awaited. */
  onResult: (result: TranscodeResult) => Promise<void>;
};

/** What the steps of one run share. */
export type Run = {
  videoId: string;
  deps: PipelineDeps;
  probe: Probe & { video: ProbedVideo };
  plan: Plan;
  /** The original as a local file without a name of its own. */
  sourcePath: string;
  workDir: string;
  progress: ProgressTracker;
};
