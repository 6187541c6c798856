import { readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { LadderPreset } from '../shared/media/ladder.ts';
import { ladderNameSchema, ladderPresets, parseLadder } from '../shared/media/ladder-presets.ts';

/** The policy that `value` names: a preset, or a JSON file by its absolute path. Throws in words that say what to do. */
export function readLadder(value: string): LadderPreset {
  const name = ladderNameSchema.safeParse(value);
  if (name.success) return ladderPresets[name.data];
  if (!isAbsolute(value))
    throw new Error(`must be one of ${ladderNameSchema.options.join(', ')}, or the absolute path of a JSON file`);
  const text = ((): string => {
    try {
      return readFileSync(value, 'utf8');
    } catch (cause) {
      throw new Error('names a file that cannot be read', { cause });
    }
  })();
  return parseLadder(text);
}
