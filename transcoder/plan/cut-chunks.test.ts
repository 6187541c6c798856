import { expect, test } from 'bun:test';
import { defaultLadder } from '../../shared/media/ladder.ts';
import type { Container } from '../../shared/media/sniff-container.ts';
import { parseProbe } from '../probe/parse-probe.ts';
import { chunkDurationSec, cutChunks } from './cut-chunks.ts';
import { makePlan } from './make-plan.ts';

function planOf(durationSec: number, rate = '30/1', container: Container = 'mov') {
  const video = { index: 0, codec_type: 'video', codec_name: 'h264', width: 640, height: 360 };
  const stream = { ...video, duration: String(durationSec), r_frame_rate: rate, avg_frame_rate: rate };
  const json = JSON.stringify({ streams: [stream], format: { format_name: 'x', duration: String(durationSec) } });
  const probe = parseProbe(json, container, { maxFrameRate: 60 });
  if (!probe.video) throw new Error('no video');
  return makePlan({ ...probe, video: probe.video }, defaultLadder);
}

test.each([
  [0.2, 1],
  [59, 1],
  [74, 1],
  [76, 2],
  [600, 10],
  [10_800, 180],
])('%d seconds make %d chunks of about a minute', (durationSec, count) => {
  const plan = planOf(durationSec);
  const chunks = cutChunks(plan, 60);
  expect(chunks).toHaveLength(count);
  expect(chunks[0]?.startGop).toBe(0);
  expect(chunks.at(-1)?.endGop).toBeNull();
  for (const [index, { startGop }] of chunks.entries())
    if (index > 0) expect(startGop).toBe(chunks[index - 1]?.endGop ?? -1);
  const total = chunks.reduce((sum, chunk) => sum + chunkDurationSec(plan, chunk), 0);
  expect(total).toBeCloseTo(durationSec, 6);
});

test.each(['24000/1001', '30000/1001', '60000/1001', '17/1', '50/1'])(
  'at %s every cut is a segment boundary',
  (rate) => {
    const plan = planOf(300, rate);
    const gopsPerSegment = Math.round(plan.segmentSec / plan.gopSec);
    for (const { startGop } of cutChunks(plan, 20)) expect(startGop % gopsPerSegment).toBe(0);
  },
);

test('a length below one segment means one segment', () => {
  expect(cutChunks(planOf(20), 1).map((chunk) => chunk.startGop)).toEqual([0, 2, 4, 6, 8]);
});

test.each(['mpegts', 'mpeg', 'ogg'] as const)('%s is left whole', (container) => {
  expect(cutChunks(planOf(600, '25/1', container), 60)).toHaveLength(1);
});
