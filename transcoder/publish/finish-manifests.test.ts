import { expect, test } from 'bun:test';
import { finishMaster, finishMpd } from './finish-manifests.ts';

const sound = (group: string, language: string | null, uri: string, isDefault: string) =>
  `#EXT-X-MEDIA:TYPE=AUDIO,URI="${uri}",GROUP-ID="${group}",${language ? `LANGUAGE="${language}",` : ''}NAME="N",DEFAULT=${isDefault},AUTOSELECT=YES,CHANNELS="2"`;
const text = (language: string) =>
  `#EXT-X-MEDIA:TYPE=SUBTITLES,URI="captions-${language}.m3u8",GROUP-ID="captions",LANGUAGE="${language}",NAME="${language}",DEFAULT=YES,AUTOSELECT=YES`;
const stream = '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="audio"\n360p.m3u8';

const facts = (master: string) =>
  master
    .split('\n')
    .filter((line) => line.startsWith('#EXT-X-MEDIA'))
    .map((line) => /URI="(.*?)".*GROUP-ID="(.*?)".*DEFAULT=(\w+),AUTOSELECT=YES/.exec(line)?.slice(1).join(' '));

test('the first language is the default of every group, and each group has every language', () => {
  const master = [
    ...['#EXTM3U', '', sound('audio', 'fr', 'audio-fr.m3u8', 'YES'), sound('audio', 'en', 'audio.m3u8', 'NO')],
    ...[sound('surround', 'en', 'audio-51.m3u8', 'NO'), '', text('fr'), text('de'), '', stream, ''],
  ].join('\n');
  const finished = finishMaster(master, { language: 'en' });
  expect(facts(finished)).toEqual([
    'audio.m3u8 audio YES',
    'audio-fr.m3u8 audio NO',
    'audio-51.m3u8 surround YES',
    'audio-fr.m3u8 surround NO',
    'captions-de.m3u8 captions NO',
    'captions-fr.m3u8 captions NO',
  ]);
  expect(finished.startsWith('#EXTM3U\n')).toBe(true);
  expect(finished).toContain(stream);
  expect(finishMaster(finished, { language: 'en' })).toBe(finished);
});

test('a track without a language is the default when it is the only one', () => {
  const master = ['#EXTM3U', sound('audio', null, 'audio.m3u8', 'NO'), stream].join('\n');
  expect(facts(finishMaster(master, { language: null }))).toEqual(['audio.m3u8 audio YES']);
});

test('a silent video without captions is left alone', () => {
  expect(finishMaster(`#EXTM3U\n\n${stream}\n`, undefined)).toBe(`#EXTM3U\n\n${stream}\n`);
});

test('the trick-play set points at the video, wherever the packager put it', () => {
  const set = (id: number, inside: string) => `<AdaptationSet id="${id}" contentType="video">${inside}</AdaptationSet>`;
  const trick = (value: number) =>
    `<EssentialProperty schemeIdUri="http://dashif.org/guidelines/trickmode" value="${value}"/>`;
  expect(finishMpd(set(0, trick(7)) + set(3, '<Representation/>'))).toContain(trick(3));
  expect(finishMpd(set(0, ''))).toBe(set(0, ''));
  const pictures = (codec: string) => `<Representation codecs="${codec}"/>`;
  const sets = [
    set(0, pictures('av01.0.01M.08')),
    set(2, trick(7) + pictures('avc1.64001f')),
    set(1, pictures('avc1.640028')),
  ];
  expect(finishMpd(sets.join(''))).toContain(trick(1));
});

test('variants in another codec stand behind those in H.264, each with its own line', () => {
  const variant = (codec: string, name: string) =>
    `#EXT-X-STREAM-INF:CODECS="${codec},mp4a.40.2",AUDIO="audio"\n${name}.m3u8`;
  const [av1, low, high] = [
    variant('av01.0.01M.08', '144p-av1'),
    variant('avc1.64001f', '144p'),
    variant('avc1.640028', '240p'),
  ];
  expect(finishMaster(['#EXTM3U', av1, low, '', high, ''].join('\n'), undefined)).toBe(
    ['#EXTM3U', low, high, '', av1, ''].join('\n'),
  );
});
