/** One step of the H.264 ladder. Sizes are of the short side, so that portrait and landscape share names. */
export type LadderStep = {
  /** Pixels of the short side. */
  shortSide: number;
  /** x264 constant rate factor: the quality that easy content gets, below the cap. */
  crf: number;
  /** Cap in kbit/s at up to 30 frames per second; multiplied by `highFrameRateFactor` above. */
  maxrateKbps: number;
};

/** How loud published audio shall be. */
export type LoudnessTarget = {
  /** Integrated loudness (ITU-R BS.1770) in LUFS. */
  targetLufs: number;
  /** Highest true peak after the gain, in dBTP: lossy coding adds a little to it. */
  maxTruePeakDb: number;
  /** The most that is added: beyond it, noise would come up. */
  maxGainDb: number;
  /** The most that is taken away. */
  maxCutDb: number;
};

/** What to make of a source: data, so that an installation can have another policy without other code. */
export type LadderPreset = {
  steps: readonly LadderStep[];
  /** The rung that is encoded and published first. */
  firstShortSide: number;
  maxFrameRate: number;
  /** Rungs below this short side get half the frame rate when it is above 30. */
  halveFrameRateBelow: number;
  highFrameRateFactor: number;
  /** Decoder buffer in seconds of `maxrateKbps`. */
  bufferSec: number;
  x264Preset: string;
  gopSec: number;
  segmentSec: number;
  /** Of a stereo track. */
  audioKbps: number;
  /** Of a 5.1 track. */
  surroundKbps: number;
  loudness: LoudnessTarget;
};

export const defaultLadder: LadderPreset = {
  steps: [
    { shortSide: 144, crf: 23, maxrateKbps: 200 },
    { shortSide: 240, crf: 23, maxrateKbps: 400 },
    { shortSide: 360, crf: 23, maxrateKbps: 900 },
    { shortSide: 480, crf: 23, maxrateKbps: 1600 },
    { shortSide: 720, crf: 23, maxrateKbps: 3200 },
    { shortSide: 1080, crf: 23, maxrateKbps: 6000 },
    { shortSide: 1440, crf: 23, maxrateKbps: 11_000 },
    { shortSide: 2160, crf: 23, maxrateKbps: 20_000 },
  ],
  firstShortSide: 360,
  maxFrameRate: 60,
  halveFrameRateBelow: 480,
  highFrameRateFactor: 1.5,
  bufferSec: 2,
  x264Preset: 'veryfast',
  gopSec: 2,
  segmentSec: 4,
  audioKbps: 128,
  surroundKbps: 384,
  loudness: { targetLufs: -14, maxTruePeakDb: -1, maxGainDb: 12, maxCutDb: 24 },
};
