import { describe, expect, test } from 'bun:test';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { createStageSplit } from './encode-stages.ts';
import { renditionTable } from './rendition-table.ts';

const report = (stage: VideoStatusReport['stage'], progress: number, status = 'processing' as const) => ({
  ...{ video_id: 'abcdefghijk', playable: false, renditions: [], estimated_seconds_remaining: null },
  ...{ stage, progress, status },
});

describe('encode and package bars', () => {
  test('share the one figure of the status at the point where packaging began', () => {
    const split = createStageSplit();
    expect(split(report('first_rung', 12))).toEqual({ encode: 12, package: 0 });
    expect(split(report('ladder', 70))).toEqual({ encode: 70, package: 0 });
    expect(split(report('package', 80))).toEqual({ encode: 100, package: 0 });
    expect(split(report('publish', 95))).toEqual({ encode: 100, package: 75 });
    expect(split({ ...report(null, 100), status: 'ready' })).toEqual({ encode: 100, package: 100 });
  });
});

test('the ladder is shown largest rung first, in columns', () => {
  const lines = renditionTable([
    { name: '360p', codec: 'h264', width: 640, height: 360, frame_rate: 29.97002997, bitrate_bps: 612_400 },
    { name: '1080p', codec: 'h264', width: 1920, height: 1080, frame_rate: 29.97002997, bitrate_bps: 4_100_000 },
  ]);
  expect(lines).toEqual(['  1080p  1920×1080  29.97 fps  4100 kbit/s', '   360p    640×360  29.97 fps   612 kbit/s']);
});
