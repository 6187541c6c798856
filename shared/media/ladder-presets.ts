import * as z from 'zod';
import { defaultLadder, type LadderPreset, ladderFieldsSchema, ladderSchema } from './ladder.ts';

const stepsOf = (...shortSides: number[]) => defaultLadder.steps.filter((step) => shortSides.includes(step.shortSide));

export const ladderPresets = {
  /** Eight steps, quick to encode. */
  standard: defaultLadder,
  /** Every second step: less to encode and to store, larger jumps for the viewer. */
  compact: { ...defaultLadder, steps: stepsOf(240, 360, 720, 1080, 2160) },
  /** The same steps from a slower encoder, for about twice the CPU time: better pictures below the same caps. */
  fine: {
    ...defaultLadder,
    steps: defaultLadder.steps.map((step) => ({ ...step, crf: 22 })),
    x264Preset: 'medium',
    av1: { ...defaultLadder.av1, preset: 8 },
  },
} satisfies Record<string, LadderPreset>;

export const ladderNameSchema = z.enum(['standard', 'compact', 'fine']) satisfies z.ZodType<keyof typeof ladderPresets>;

const fileSchema = ladderFieldsSchema.partial().extend({ extends: ladderNameSchema.default('standard') });

/**
 * Reads a policy of one's own: JSON with what differs from the preset that `extends` names; objects and lists in it
 * stand as a whole. Throws with every field that does not fit.
 */
export function parseLadder(text: string): LadderPreset {
  const json = ((): unknown => {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new Error('is not JSON', { cause });
    }
  })();
  const { extends: base, ...changes } = orThrow(fileSchema, json);
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  return orThrow(ladderSchema, { ...ladderPresets[base], ...given });
}

function orThrow<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(
    result.error.issues.map(({ path, message }) => `${path.join('.') || 'ladder'}: ${message}`).join('; '),
  );
}
