import { describe, expect, test } from 'bun:test';
import { defaultLadder } from '../../shared/media/ladder.ts';
import { chooseTexts, extractArgv } from '../captions/extract-captions.ts';
import type { ProbedText } from '../probe/parse-probe.ts';
import { audioTracksArgv, measureArgv } from './audio-argv.ts';
import { type ProbedAudio, planAudio } from './audio-plan.ts';
import { gainFor, loudnessParser } from './loudness.ts';
import type { Plan } from './make-plan.ts';
import { packageSetArgv } from './package-set-argv.ts';

const stream = (streamIndex: number, language: string | null, channels = 2, isDefault = false): ProbedAudio => ({
  ...{ streamIndex, language, channels, isDefault },
});
const plan = (streams: ProbedAudio[]) =>
  planAudio(streams, { stereoKbps: 128, surroundKbps: 384 }).map(
    ({ name, streamIndex, layout, label }) => `${name} ${streamIndex} ${layout} ${label}`,
  );

test.each([
  ['nothing', [], []],
  ['one without a language', [stream(1, null)], ['audio 1 stereo Audio']],
  ['mono', [stream(1, 'en', 1)], ['audio 1 stereo English']],
  [
    'the default language first',
    [stream(1, 'de'), stream(2, 'en', 2, true)],
    ['audio 2 stereo English', 'audio-de 1 stereo Deutsch'],
  ],
  [
    'a commentary is left out',
    [stream(1, 'en'), stream(2, 'en'), stream(3, 'en', 6)],
    ['audio 1 stereo English', 'audio-51 3 5.1 English 5.1'],
  ],
  [
    '7.1 becomes 5.1',
    [stream(1, 'en', 8), stream(2, 'fr')],
    ['audio 1 stereo English', 'audio-51 1 5.1 English 5.1', 'audio-fr 2 stereo Français'],
  ],
  ['quad is stereo', [stream(1, 'en', 4)], ['audio 1 stereo English']],
  [
    'some without a language',
    [stream(1, 'en'), stream(2, null), stream(3, null, 6)],
    ['audio 1 stereo English', 'audio-und 2 stereo Audio', 'audio-und-51 3 5.1 Audio 5.1'],
  ],
  [
    'regions are languages of their own',
    [stream(1, 'pt-BR'), stream(2, 'pt-PT')],
    ['audio 1 stereo Português (Brasil)', 'audio-pt-pt 2 stereo Português europeu'],
  ],
] as const)('%s', (_, streams, expected) => {
  expect(plan([...streams])).toEqual([...expected]);
});

test('names are unique and languages bounded', () => {
  const languages = ['en', 'fr', 'de', 'es', 'it', 'nl', 'pt', 'pl', 'ru', 'ja', 'ko', 'zh', 'sv', 'da'];
  const tracks = plan(languages.map((language, index) => stream(index, language, 6)));
  expect(new Set(tracks.map((track) => track.split(' ')[0])).size).toBe(24);
});

const target = { targetLufs: -14, maxTruePeakDb: -1, maxGainDb: 12, maxCutDb: 24 };
test.each([
  ['quiet', -23, -10, 9],
  ['loud', -8, 0, -6],
  ['quiet with loud peaks', -23, -3, 2],
  ['quiet, and clipped already', -20, 0.5, -1.5],
  ['as it should be', -14.3, -4, 0],
  ['noise', -50, -40, 12],
  ['absurdly loud', 20, 30, -31],
  ['silent', -70, Number.NEGATIVE_INFINITY, 0],
])('%s: %p LUFS with peaks of %p dB get %p dB', (_, integratedLufs, truePeakDb, gainDb) => {
  expect(gainFor({ integratedLufs, truePeakDb }, target)).toBe(gainDb);
});

test('audio that was not measured is left alone', () => {
  expect(gainFor(undefined, target)).toBe(0);
});

test('the summaries of several filters are told apart', () => {
  const { onLine, result } = loudnessParser();
  const lines = `[ebur128@audio-51 @ 0x55] [info] Summary:

  Integrated loudness:
    I:         -15.0 LUFS
    Threshold: -25.0 LUFS

  True peak:
    Peak:      -17.2 dBFS
[ebur128@audio @ 0x56] [info] Summary:

  Integrated loudness:
    I:         -70.0 LUFS

  True peak:
    Peak:       -inf dBFS`;
  for (const line of lines.split('\n')) onLine(line);
  expect(Object.fromEntries(result())).toEqual({
    'audio-51': { integratedLufs: -15, truePeakDb: -17.2 },
    audio: { integratedLufs: -70, truePeakDb: Number.NEGATIVE_INFINITY },
  });
});

describe('command lines', () => {
  const audioTracks = planAudio([stream(1, 'en', 6, true), stream(2, 'fr')], { stereoKbps: 128, surroundKbps: 384 });
  const rung = { name: '360p', codec: 'h264' } as Plan['firstRung'];
  // Only what these command lines read.
  const whole = {
    ...{ container: 'matroska', videoStreamIndex: 0, audioTracks, loudness: defaultLadder.loudness, segmentSec: 4.004 },
    ...{ rungs: [rung], firstRung: rung, frameRate: { num: 30, den: 1 } },
  } as Plan;
  const input = { path: '/work/source', maxPixels: 1000 };
  const text: ProbedText = { streamIndex: 3, language: 'en', isDefault: false, isForced: false };
  test.each([
    ['measure', measureArgv(whole, audioTracks, input)],
    [
      'encode',
      audioTracksArgv(whole, audioTracks, new Map([['audio-fr', -3.5]]), input, ({ name }) => `/work/${name}.mp4`),
    ],
    [
      'encode where clocks jump',
      audioTracksArgv(
        { ...whole, container: 'mpegts' },
        audioTracks.slice(0, 1),
        new Map(),
        input,
        ({ name }) => `/work/${name}.mp4`,
      ),
    ],
    [
      'extract captions',
      extractArgv([text], '/work/source', { container: 'matroska', maxPixels: 1000 }, () => '/work/3.vtt'),
    ],
    [
      'package',
      packageSetArgv(
        whole,
        [
          { name: 'captions-en', language: 'en', label: 'a,b="c"' },
          { name: 'captions-und', language: 'und', label: 'Captions' },
        ],
        ({ name }) => `/work/${name}`,
      ),
    ],
  ])('%s', (_, argv) => {
    expect(`\n${argv.join('\n').replace(/\n(?=[^-\n])/g, ' ')}\n`).toMatchSnapshot();
  });
});

test('of several subtitles in a language the complete, then the default one counts', () => {
  const texts = (...flags: string[]): ProbedText[] =>
    flags.map((flag, streamIndex) => ({
      streamIndex,
      language: flag.startsWith('?') ? null : 'en',
      isDefault: flag.includes('D'),
      isForced: flag.includes('F'),
    }));
  const chosen = (...flags: string[]) => chooseTexts(texts(...flags)).map(({ streamIndex }) => streamIndex);
  expect(chosen('F', '-', 'D', '?')).toEqual([2, 3]);
  expect(chosen('FD', '-')).toEqual([1]);
  expect(chosen('F')).toEqual([0]);
});
