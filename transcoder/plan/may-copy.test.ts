import { expect, test } from 'bun:test';
import { defaultLadder } from '../../shared/media/ladder.ts';
import type { Container } from '../../shared/media/sniff-container.ts';
import { parseProbe } from '../probe/parse-probe.ts';
import { makePlan } from './make-plan.ts';

const fitting = {
  ...{ index: 0, codec_type: 'video', codec_name: 'h264', profile: 'High', level: 40, pix_fmt: 'yuv420p' },
  ...{ width: 1920, height: 1080, sample_aspect_ratio: '1:1', field_order: 'progressive', duration: '60.0' },
  ...{ r_frame_rate: '30/1', avg_frame_rate: '30/1' },
};

function mayCopyTop(stream: object, container: Container = 'mov', bitRate = '5000000'): boolean {
  const json = JSON.stringify({
    streams: [{ ...fitting, ...stream }],
    format: { format_name: 'f', duration: '60.0', bit_rate: bitRate },
  });
  const probe = parseProbe(json, container, { maxFrameRate: defaultLadder.maxFrameRate });
  if (!probe.video) throw new Error('no video');
  return makePlan({ ...probe, video: probe.video }, defaultLadder).mayCopyTop;
}

test('a source like our own largest rung may be copied', () => {
  expect(mayCopyTop({})).toBe(true);
  expect(mayCopyTop({ profile: 'Constrained Baseline', width: 1080, height: 1920 })).toBe(true);
  expect(mayCopyTop({ width: 3840, height: 2160, level: 51 })).toBe(true);
});

test.each([
  ['another codec', { codec_name: 'hevc' }],
  ['ten bits', { pix_fmt: 'yuv420p10le', profile: 'High 10' }],
  ['full chroma', { pix_fmt: 'yuv444p' }],
  ['full range', { pix_fmt: 'yuvj420p' }],
  ['a level few decoders reach', { level: 51 }],
  ['no word of its profile', { profile: undefined }],
  ['interlaced', { field_order: 'tt' }],
  ['no word of being progressive', { field_order: 'unknown' }],
  ['oblong pixels', { sample_aspect_ratio: '4:3' }],
  ['turned', { side_data_list: [{ rotation: -90 }] }],
  ['HDR', { color_transfer: 'arib-std-b67' }],
  ['between two rungs', { width: 1920, height: 1088 }],
  ['the first rung itself', { width: 640, height: 360 }],
])('%s: not', (_, stream) => {
  expect(mayCopyTop(stream)).toBe(false);
});

test('a file of far more bits than the rung may have is not even tried', () => {
  expect(mayCopyTop({}, 'mov', '6900000')).toBe(true);
  expect(mayCopyTop({}, 'mov', '7100000')).toBe(false);
});

test('only a container with exact times will do', () => {
  expect(mayCopyTop({}, 'matroska')).toBe(false);
  expect(mayCopyTop({}, 'mpegts')).toBe(false);
});
