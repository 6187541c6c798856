import type { ProgressPart } from '../../shared/media/transcode-progress.ts';

/** `fraction` 0–1 of a part of the encode; 0 says that it has begun. */
export type ReportProgress = (part: ProgressPart, fraction: number) => void;
