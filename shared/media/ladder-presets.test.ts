import { describe, expect, test } from 'bun:test';
import { defaultLadder, ladderSchema } from './ladder.ts';
import { ladderNameSchema, ladderPresets, parseLadder } from './ladder-presets.ts';

test('every preset is a policy that fits, and can be named', () => {
  expect(ladderNameSchema.options.toSorted()).toEqual(
    (Object.keys(ladderPresets) as typeof ladderNameSchema.options).toSorted(),
  );
  for (const preset of Object.values(ladderPresets)) expect(ladderSchema.parse(preset)).toEqual(preset);
});

describe('a policy of one’s own', () => {
  test('changes what it names and keeps the rest', () => {
    const steps = [{ shortSide: 360, crf: 24, maxrateKbps: 700 }];
    expect(parseLadder(JSON.stringify({ steps, x264Preset: 'slow' }))).toEqual({
      ...defaultLadder,
      steps,
      x264Preset: 'slow',
    });
    expect(parseLadder('{"extends":"compact"}')).toEqual(ladderPresets.compact);
  });

  const step = { shortSide: 360, crf: 23, maxrateKbps: 900 };
  test.each([
    ['no JSON', 'steps:', 'is not JSON'],
    ['a name it does not know', { crf: 20 }, '"crf"'],
    ['a preset there is not', { extends: 'mine' }, 'extends: '],
    ['no steps', { steps: [] }, 'steps: '],
    ['an odd size', { steps: [{ ...step, shortSide: 361 }] }, 'steps.0.shortSide: '],
    ['a step without its cap', { steps: [{ shortSide: 360, crf: 23 }] }, 'steps.0.maxrateKbps: '],
    ['steps that do not rise', { steps: [step, step] }, 'steps.1.shortSide: must be larger'],
    ['segments that are no whole groups', { gopSec: 3 }, 'segmentSec: must be a multiple of gopSec'],
    ['an encoder preset there is not', { x264Preset: 'warp' }, 'x264Preset: '],
    ['half an object', { av1: { preset: 8 } }, 'av1.crf: '],
  ])('with %s is refused by its name', (_, ladder, words) => {
    expect(() => parseLadder(typeof ladder === 'string' ? ladder : JSON.stringify(ladder))).toThrow(words);
  });
});
