import * as z from 'zod';

const kbps = z.int().min(8).max(200_000);

/** One step of the ladder. Sizes are of the short side, so that portrait and landscape share names. */
const stepSchema = z.strictObject({
  /** Pixels of the short side; 4:2:0 chroma wants an even number, SVT-AV1 at least 64. */
  shortSide: z.int().min(64).max(4320).multipleOf(2),
  /** x264 constant rate factor: the quality that easy content gets, below the cap. */
  crf: z.number().min(0).max(51),
  /** Cap in kbit/s at up to 30 frames per second; multiplied by `highFrameRateFactor` above. */
  maxrateKbps: kbps,
});

/** How loud published audio shall be. */
const loudnessSchema = z.strictObject({
  /** Integrated loudness (ITU-R BS.1770) in LUFS. */
  targetLufs: z.number().min(-40).max(-5),
  /** Highest true peak after the gain, in dBTP: lossy coding adds a little to it. */
  maxTruePeakDb: z.number().min(-12).max(0),
  /** The most that is added: beyond it, noise would come up. */
  maxGainDb: z.number().min(0).max(40),
  /** The most that is taken away. */
  maxCutDb: z.number().min(0).max(60),
});

/** How the steps of the ladder are made in AV1, for videos that are offered in it. */
const av1Schema = z.strictObject({
  /** SVT-AV1's, 0 (slowest) to 13. */
  preset: z.int().min(0).max(13),
  /** On SVT-AV1's scale, which ends at 63; the quality of x264's 23 is near 35. */
  crf: z.int().min(1).max(63),
  /** The cap, as a part of the step's own. */
  maxrateFactor: z.number().min(0.1).max(2),
});

const x264Presets = [
  ...['ultrafast', 'superfast', 'veryfast', 'faster', 'fast'],
  ...['medium', 'slow', 'slower', 'veryslow'],
] as const;

/** What to make of a source: data, so that an installation can have another policy without other code. */
export const ladderFieldsSchema = z.strictObject({
  /** Rising by size. */
  steps: z.array(stepSchema).min(1).max(16).readonly(),
  /** The rung that is encoded and published first: the largest up to this size. */
  firstShortSide: z.int().min(64),
  maxFrameRate: z.number().min(1).max(120),
  /** Rungs below this short side get half the frame rate when it is above 30. */
  halveFrameRateBelow: z.int().min(0),
  highFrameRateFactor: z.number().min(1).max(3),
  /** Decoder buffer in seconds of `maxrateKbps`. */
  bufferSec: z.number().min(0.5).max(10),
  x264Preset: z.enum(x264Presets),
  av1: av1Schema,
  /** From one key frame to the next. */
  gopSec: z.number().min(0.5).max(10),
  segmentSec: z.number().min(1).max(20),
  /** Of a stereo track. */
  audioKbps: kbps,
  /** Of a 5.1 track. */
  surroundKbps: kbps,
  loudness: loudnessSchema,
});

export type LadderStep = z.infer<typeof stepSchema>;
export type LoudnessTarget = z.infer<typeof loudnessSchema>;
export type Av1Policy = z.infer<typeof av1Schema>;
export type LadderPreset = z.infer<typeof ladderFieldsSchema>;

/** A whole policy, whose parts fit each other. */
export const ladderSchema: z.ZodType<LadderPreset> = ladderFieldsSchema.check(({ value, issues }) => {
  const fault = (path: PropertyKey[], message: string) =>
    issues.push({ code: 'custom', input: value, path, message, continue: true });
  for (const [index, step] of value.steps.entries()) {
    const before = value.steps[index - 1];
    if (before && step.shortSide <= before.shortSide)
      fault(['steps', index, 'shortSide'], 'must be larger than that of the step before');
  }
  const gops = value.segmentSec / value.gopSec;
  if (Math.abs(gops - Math.round(gops)) > 1e-9) fault(['segmentSec'], 'must be a multiple of gopSec');
});

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
  av1: { preset: 10, crf: 35, maxrateFactor: 0.7 },
  gopSec: 2,
  segmentSec: 4,
  audioKbps: 128,
  surroundKbps: 384,
  loudness: { targetLufs: -14, maxTruePeakDb: -1, maxGainDb: 12, maxCutDb: 24 },
};
