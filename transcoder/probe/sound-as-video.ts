import { waveformPicture } from '../plan/waveform.ts';
import type { ProbedVideo } from './parse-probe.ts';

/** Sound without a picture, as the video that is drawn from it. */
export function soundAsVideo(audioStreamIndex: number, codec: string): ProbedVideo {
  const { width, height, frameRate } = waveformPicture;
  return {
    ...{ streamIndex: audioStreamIndex, codec, isDrawn: true, frameRate },
    ...{ codedWidth: width, codedHeight: height, displayWidth: width, displayHeight: height },
    ...{ interlaced: false, isProgressive: true, isSquare: true, profile: null, level: null, hdr: null },
    durationSec: null,
  };
}
