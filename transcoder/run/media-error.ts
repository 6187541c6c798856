import type { TranscodeResult } from '../../shared/contracts/transcode.ts';

export type FailureCode = Extract<TranscodeResult, { kind: 'failed' }>['code'];

/** The source itself is at fault, so trying again is useless. The message is for the creator. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly code: Exclude<FailureCode, 'processing_failed'>;

  constructor(code: Exclude<FailureCode, 'processing_failed'>, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

export const mediaMessages = {
  empty: 'The file is empty.',
  notVideo: 'This is not a video file we can read.',
  noVideo: 'The file has neither picture nor sound.',
  unreadable: 'The file is damaged and cannot be read.',
  truncated: 'The file is incomplete: its end is missing.',
  damaged: 'Parts of the video are damaged and cannot be decoded.',
  tooLong: 'The video is longer than this site allows.',
  tooLarge: 'The picture is larger than this site allows.',
  tooManyStreams: 'The file has more tracks than this site allows.',
} as const;
