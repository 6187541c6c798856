import { expect, test } from 'bun:test';
import { sourceInfoSchema } from '../../shared/contracts/transcode.ts';
import type { Container } from '../../shared/media/sniff-container.ts';
import { parseProbe } from './parse-probe.ts';

const recorded = async (name: string, container: Container = 'mov') =>
  parseProbe(await Bun.file(new URL(`fixtures/${name}.json`, import.meta.url)).text(), container, { maxFrameRate: 60 });

test('a phone clip is measured as it is shown', async () => {
  const probe = await recorded('phone-rotated');
  expect(probe.video).toMatchObject({ displayWidth: 360, displayHeight: 640, codedWidth: 640, codedHeight: 360 });
  expect(probe.info.video).toMatchObject({ width: 360, height: 640, rotation_deg: 270 });
  expect(probe.audioStreamIndex).toBe(1);
  expect(sourceInfoSchema.parse(probe.info)).toEqual(probe.info);
});

test('anamorphic interlaced PAL', async () => {
  const { video, info } = await recorded('pal-anamorphic-interlaced', 'mpegts');
  expect(video).toMatchObject({ displayWidth: 1024, displayHeight: 576, interlaced: true });
  expect(video?.frameRate).toEqual({ num: 25, den: 1 });
  expect(info.audio).toEqual([{ codec: 'mp2', channels: 1, sample_rate_hz: 44100, language: null }]);
});

test('silent HDR at 59.94', async () => {
  const { video, audioStreamIndex, info } = await recorded('silent-pq-5994', 'matroska');
  expect(video).toMatchObject({ hdr: 'pq', frameRate: { num: 60_000, den: 1001 } });
  expect(audioStreamIndex).toBeNull();
  expect(info.video).toMatchObject({ pixel_format: 'yuv420p10le', frame_rate: 59.94, hdr: 'pq' });
});

test('a variable rate becomes the grid it lies on', async () => {
  expect((await recorded('variable-rate')).video?.frameRate).toEqual({ num: 30, den: 1 });
});

test('sound alone has no video', async () => {
  expect((await recorded('audio-only')).video).toBeNull();
});

test('cover art is no video', () => {
  const json = JSON.stringify({
    streams: [
      { index: 0, codec_type: 'video', codec_name: 'mjpeg', width: 600, height: 600, disposition: { attached_pic: 1 } },
      {
        index: 1,
        codec_type: 'audio',
        codec_name: 'aac',
        channels: 2,
        sample_rate: '44100',
        tags: { language: 'DEU' },
      },
    ],
    format: { format_name: 'mov', duration: '3.2' },
  });
  const probe = parseProbe(json, 'mov', { maxFrameRate: 60 });
  expect(probe.video).toBeNull();
  expect(probe.audioLanguage).toBe('de');
});

test('nonsense is refused', () => {
  expect(() => parseProbe('{}', 'mov', { maxFrameRate: 60 })).toThrow();
  expect(() => parseProbe('not json', 'mov', { maxFrameRate: 60 })).toThrow();
});
