import { describe, expect, test } from 'bun:test';
import { defaultLadder } from '../../shared/media/ladder.ts';
import { parseLadder } from '../../shared/media/ladder-presets.ts';
import { parseProbe } from '../probe/parse-probe.ts';
import { soundAsVideo } from '../probe/sound-as-video.ts';
import { cutChunks } from './cut-chunks.ts';
import { firstRungArgv, ladderArgv, posterArgv } from './encode-argv.ts';
import { makePlan } from './make-plan.ts';
import { earlyPackageArgv } from './package-argv.ts';
import { packageSetArgv } from './package-set-argv.ts';

type Source = { width: number; height: number; rate?: string; silent?: boolean; stream?: object };

function planOf(source: Source, ladder = defaultLadder) {
  const { width, height, rate = '30/1' } = source;
  const video = { index: 0, codec_type: 'video', codec_name: 'h264', width, height, duration: '60.0' };
  const audio = { index: 1, codec_type: 'audio', codec_name: 'aac', channels: 2, sample_rate: '48000' };
  const json = {
    streams: [
      { ...video, r_frame_rate: rate, avg_frame_rate: rate, ...source.stream },
      ...(source.silent ? [] : [audio]),
    ],
    format: { format_name: 'mov', duration: '60.0' },
  };
  const probe = parseProbe(JSON.stringify(json), 'mov', { maxFrameRate: ladder.maxFrameRate });
  if (!probe.video) throw new Error('no video');
  return makePlan({ ...probe, video: probe.video }, ladder);
}

const sources: Record<string, Source> = {
  '1080p30 stereo': { width: 1920, height: 1080 },
  'portrait phone, turned by 90°': { width: 1280, height: 720, stream: { side_data_list: [{ rotation: -90 }] } },
  '720p60': { width: 1280, height: 720, rate: '60/1' },
  '1080p59.94': { width: 1920, height: 1080, rate: '60000/1001' },
  'film 23.976': { width: 1920, height: 800, rate: '24000/1001' },
  'anamorphic interlaced PAL': {
    ...{ width: 720, height: 576, rate: '25/1' },
    stream: { sample_aspect_ratio: '64:45', field_order: 'tt' },
  },
  tiny: { width: 100, height: 80 },
  'silent, odd size': { width: 853, height: 481, silent: true },
  'HDR 4K': { width: 3840, height: 2160, rate: '24/1', stream: { color_transfer: 'smpte2084' } },
};

test('sound alone is drawn', () => {
  const sound = { index: 0, codec_type: 'audio', codec_name: 'flac', channels: 2, sample_rate: '44100' };
  const json = JSON.stringify({ streams: [sound], format: { format_name: 'flac', duration: '60.0' } });
  const probe = parseProbe(json, 'flac', { maxFrameRate: 60 });
  const plan = makePlan({ ...probe, video: soundAsVideo(0, 'flac') }, defaultLadder);
  expect(plan.rungs.map((rung) => [rung.name, rung.width, rung.frameRate.num])).toEqual([['360p', 640, 25]]);
  const input = { path: '/work/source', maxPixels: 37_748_736 };
  const output = { mezzaninePath: '/work/first.mp4', fifoPath: '/work/early.fifo', gainDb: 0 };
  const lines = [firstRungArgv(plan, input, output), posterArgv(plan, input, ['/work/1.jpg'], { fallback: false })];
  expect(lines.map((argv) => argv[argv.indexOf('-filter_complex') + 1])).toMatchSnapshot();
});

describe.each(Object.entries(sources))('%s', (_, source) => {
  test('has these command lines', () => {
    const plan = planOf(source);
    const input = { path: '/work/source', maxPixels: 37_748_736 };
    const others = plan.rungs.filter((rung) => rung !== plan.firstRung);
    const lines = {
      first: firstRungArgv(plan, input, { mezzaninePath: '/work/first.mp4', fifoPath: '/work/early.fifo', gainDb: 0 }),
      // A source with one rung has no ladder to encode.
      ...(others.length > 0
        ? {
            ladder: ladderArgv(plan, others, input, (rung) => `/work/${rung.name}.mp4`),
            chunk: ladderArgv(plan, others, input, (rung) => `/work/${rung.name}.mp4`, {
              chunk: cutChunks(plan, 16)[1] ?? { index: 1, startGop: 8, endGop: 16 },
              seek: 'near',
            }),
          }
        : {}),
      poster: posterArgv(plan, input, ['/work/1.jpg', '/work/2.jpg', '/work/3.jpg'], { fallback: false }),
      earlyPackage: earlyPackageArgv(plan, '/work/early.fifo'),
      finalPackage: packageSetArgv(plan, [], ({ name }) => `/work/${name}.mp4`),
    };
    const text = Object.entries(lines).map(
      ([name, argv]) => `${name}:\n  ${argv.join('\n  ').replace(/\n {2}(?=[^-\n])/g, ' ')}`,
    );
    expect(`\n${text.join('\n')}\n`).toMatchSnapshot();
  });
});

const sizes = (source: Source) => planOf(source).rungs.map((rung) => `${rung.name} ${rung.width}x${rung.height}`);

test('the ladder never exceeds the source and keeps its shape', () => {
  expect(sizes({ width: 1920, height: 1080 }).at(-1)).toBe('1080p 1920x1080');
  expect(sizes({ width: 1920, height: 1079 }).at(-1)).toBe('720p 1282x720');
  expect(sizes({ width: 1080, height: 1920 })).toContain('360p 360x640');
  expect(sizes({ width: 720, height: 576, stream: { sample_aspect_ratio: '64:45' } }).at(-1)).toBe('480p 854x480');
  expect(sizes({ width: 100, height: 81 })).toEqual(['80p 98x80']);
  expect(sizes({ width: 4000, height: 2 })).toEqual(['2p 4000x2']);
});

test('another policy makes another plan, and nothing else', () => {
  const ladder = parseLadder(
    '{"extends":"compact","x264Preset":"slow","gopSec":3,"segmentSec":6,"firstShortSide":240}',
  );
  const plan = planOf({ width: 1920, height: 1080 }, ladder);
  expect(plan.rungs.map((rung) => rung.name)).toEqual(['240p', '360p', '720p', '1080p']);
  expect(plan).toMatchObject({ gopSec: 3, segmentSec: 6, x264Preset: 'slow', firstRung: { name: '240p' } });
  const input = { path: '/work/source', maxPixels: 37_748_736 };
  const argv = ladderArgv(plan, plan.rungs, input, (rung) => `/work/${rung.name}.mp4`);
  expect(argv.filter((_, at) => argv[at - 1] === '-g')).toEqual(['90', '90', '90', '90']);
  expect(argv).toContain('slow');
});

test('360p comes first, or the largest rung there is', () => {
  expect(planOf({ width: 1920, height: 1080 }).firstRung.name).toBe('360p');
  expect(planOf({ width: 320, height: 240 }).firstRung.name).toBe('240p');
  expect(planOf({ width: 100, height: 80 }).firstRung.name).toBe('80p');
});

test.each(['60/1', '60000/1001', '50/1', '48/1', '30/1', '24000/1001', '17/1', '1/2'])(
  'at %s all rungs have an IDR frame at exactly the same times',
  (rate) => {
    const plan = planOf({ width: 1280, height: 720, rate });
    for (const { gopFrames, frameRate } of plan.rungs)
      expect((gopFrames * frameRate.den) / frameRate.num).toBeCloseTo(plan.gopSec, 12);
    expect(plan.segmentSec / plan.gopSec).toBeCloseTo(Math.round(plan.segmentSec / plan.gopSec), 12);
  },
);

test('above 30 frames per second the small rungs get half of them', () => {
  const rates = planOf({ width: 1280, height: 720, rate: '60/1' }).rungs.map((rung) => rung.frameRate.num);
  expect(rates).toEqual([30, 30, 30, 60, 60]);
});
