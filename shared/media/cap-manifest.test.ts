import { expect, test } from 'bun:test';
import { capManifest } from './cap-manifest.ts';

const variant = (name: string, size: string) =>
  `#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.4d401f,mp4a.40.2",RESOLUTION=${size},AUDIO="audio"\n${name}.m3u8\n`;
const iframes = (name: string) => `#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,RESOLUTION=1x1,URI="${name}-iframes.m3u8"\n`;
const sound = '#EXT-X-MEDIA:TYPE=AUDIO,URI="audio.m3u8",GROUP-ID="audio",NAME="a"\n';
const master = [
  '#EXTM3U\n',
  sound,
  variant('360p', '640x360'),
  variant('720p', '1280x720'),
  variant('1080p', '1080x1920'),
];

test('an HLS master keeps its variants and I-frame playlists up to the cap, and all sound', () => {
  const full = [...master, iframes('360p'), iframes('720p'), iframes('1080p')].join('');
  const capped = [...master.slice(0, 4), iframes('360p'), iframes('720p')].join('');
  expect(capManifest('hls/master.m3u8', full, 720)).toBe(capped);
  expect(capManifest('hls/master.m3u8', full, 719)).not.toContain('720p');
  expect(capManifest('hls/master.m3u8', full, 0)).toBe(full);
  expect(capManifest('hls/master.m3u8', full, 4320)).toBe(full);
});

test('what does not tell its height is no part of a capped manifest', () => {
  const strange = ['#EXTM3U\n', variant('best', '640x360'), variant('../../other/360p', '640x360')].join('');
  expect(capManifest('hls/master.m3u8', strange, 720)).toBe('#EXTM3U\n');
});

test("a rendition's own playlist is left alone", () => {
  expect(capManifest('hls/1080p.m3u8', 'whatever', 360)).toBe('whatever');
});

const representation = (folder: string, width: number, height: number) =>
  `      <Representation id="${folder}" width="${width}" height="${height}">
        <SegmentTemplate initialization="../${folder}/init.mp4" media="../${folder}/$Number%05d$.m4s"/>
      </Representation>
`;
const set = (inside: string, attributes = '') =>
  `    <AdaptationSet id="0"${attributes}>\n${inside}    </AdaptationSet>\n`;
const mpd = (...sets: string[]) => `<MPD>\n  <Period>\n${sets.join('')}  </Period>\n</MPD>\n`;

test('a DASH manifest keeps its representations up to the cap, without the set that becomes empty', () => {
  const low = representation('360p', 640, 360);
  const high = representation('1080p', 1920, 1080);
  const sound = set('      <Representation id="2"><BaseURL>../audio/a.mp4</BaseURL></Representation>\n');
  const full = mpd(
    set(low + high, ' maxWidth="1920" maxHeight="1080"'),
    set(representation('1080p-trick', 1920, 1080)),
    sound,
  );
  expect(capManifest('dash/manifest.mpd', full, 720)).toBe(mpd(set(low), sound));
  expect(capManifest('dash/manifest.mpd', full, 0)).toBe(full);
});

test('a representation that names no file goes by its size, and one that tells nothing goes', () => {
  const bare = (attributes: string) => set(`      <Representation id="0"${attributes}/>\n`);
  expect(capManifest('dash/manifest.mpd', mpd(bare(' width="360" height="640"')), 360)).toContain('Representation');
  expect(capManifest('dash/manifest.mpd', mpd(bare('')), 360)).toBe(mpd());
});
