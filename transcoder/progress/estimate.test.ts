import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readProgress } from '../../shared/media/transcode-progress.ts';

const dir = join(import.meta.dir, 'fixtures');
/** As `bun bench/record-progress.ts` writes it. */
const traceSchema = z.object({
  ended_ms: z.number(),
  changes: z.array(z.tuple([z.number(), z.record(z.string(), z.string())])),
});

/** What origin would have told at each moment of a recorded encode, and how long it really took from there. */
async function replay(name: string) {
  const trace = traceSchema.parse(await Bun.file(join(dir, name)).json());
  let fields: Record<string, string> = {};
  return trace.changes.flatMap(([ms, changed]) => {
    fields = { ...fields, ...changed };
    const progress = readProgress(fields);
    return progress ? [{ ...progress, leftSec: (trace.ended_ms - ms) / 1000 }] : [];
  });
}

test.each(readdirSync(dir))('%s: after a fifth, what is said to be left is within a factor of two', async (name) => {
  const told = await replay(name);
  const late = told.filter(({ percent }) => percent >= 20);
  expect(late.length).toBeGreaterThan(20);
  for (const { percent, estimated_seconds_remaining: estimateSec, leftSec } of late) {
    if (estimateSec === null) throw new Error(`no estimate at ${percent} %`);
    // In the last seconds whole ones are no measure.
    if (leftSec < 5) expect(estimateSec).toBeLessThanOrEqual(10);
    else expect([percent, estimateSec / leftSec > 0.5 && estimateSec / leftSec < 2]).toEqual([percent, true]);
  }
});

test.each(readdirSync(dir))('%s: never goes back', async (name) => {
  const percents = (await replay(name)).map(({ percent }) => percent);
  expect(percents).toEqual([...percents].sort((a, b) => a - b));
});
