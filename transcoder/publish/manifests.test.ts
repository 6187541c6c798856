import { expect, test } from 'bun:test';
import { earlyMpd, earlyPlaylist, mpdTimelines, playlistFiles, segmentDurationsSec } from './manifests.ts';

const playlist = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:4
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-START:TIME-OFFSET=0.000000
#EXT-X-MAP:URI="../360p/init.mp4"
#EXTINF:4.000,
../360p/00001.m4s
#EXTINF:3.967,
../360p/00002.m4s
`;
const mpd = `<?xml version="1.0" encoding="UTF-8"?>
<MPD profiles="urn:mpeg:dash:profile:isoff-live:2011" minBufferTime="PT2S" type="dynamic" publishTime="2026-01-01T00:00:05Z" availabilityStartTime="2026-01-01T00:00:01Z" minimumUpdatePeriod="PT2S" timeShiftBufferDepth="PT1800S">
  <Period id="0" start="PT0S">
    <AdaptationSet id="0" contentType="video" width="640">
      <Representation id="0">
        <SegmentTemplate timescale="15360" initialization="../360p/init.mp4" media="../360p/$Number%05d$.m4s" startNumber="1">
          <SegmentTimeline>
            <S t="0" d="61440" r="1"/>
            <S t="122880" d="512"/>
          </SegmentTimeline>
        </SegmentTemplate>
      </Representation>
    </AdaptationSet>
  </Period>
</MPD>`;

test('a playlist tells its files and durations', () => {
  expect(playlistFiles(playlist)).toEqual(['360p/init.mp4', '360p/00001.m4s', '360p/00002.m4s']);
  expect(segmentDurationsSec(playlist)).toEqual([4, 3.967]);
});

test('an MPD tells its files and end', () => {
  expect(mpdTimelines(mpd)).toEqual([
    {
      contentType: 'video',
      files: ['360p/init.mp4', '360p/00001.m4s', '360p/00002.m4s', '360p/00003.m4s'],
      endSec: 123_392 / 15_360,
    },
  ]);
});

test('a URI that leaves the set is refused', () => {
  expect(() => playlistFiles('#EXTINF:4,\nhttps://elsewhere.example/1.m4s\n')).toThrow('not relative');
  expect(() => playlistFiles('#EXTINF:4,\n/etc/passwd\n')).toThrow('not relative');
});

test('a growing playlist has a constant target duration and no end; a complete one ends', () => {
  const growing = earlyPlaylist(playlist, { targetSec: 5, isComplete: false });
  expect(growing).toContain('#EXT-X-TARGETDURATION:5\n#EXT-X-PLAYLIST-TYPE:EVENT');
  expect(growing).not.toContain('ENDLIST');
  const complete = earlyPlaylist(playlist, { targetSec: 5, isComplete: true });
  expect(complete).toContain('#EXT-X-PLAYLIST-TYPE:VOD');
  expect(complete.endsWith('00002.m4s\n#EXT-X-ENDLIST\n')).toBe(true);
});

test('a growing MPD is a recording in progress whose whole timeline is already available', () => {
  const startedAtMs = Date.parse('2026-01-01T00:10:00Z');
  const text = earlyMpd(mpd, { durationSec: 120.5, startedAtMs, isComplete: false });
  expect(text).toContain('type="dynamic" mediaPresentationDuration="PT120.5S"');
  expect(text).toContain('minimumUpdatePeriod="PT2S"');
  expect(text).not.toContain('timeShiftBufferDepth');
  const [, start] = /availabilityStartTime="([^"]+)"/.exec(text) ?? [];
  expect(Date.parse(start ?? '') + 120_500).toBeLessThan(startedAtMs);
  expect(text.match(/availabilityStartTime/g)).toHaveLength(1);
});

test('a complete MPD is static and lasts as long as its segments', () => {
  const text = earlyMpd(mpd, { durationSec: 120.5, startedAtMs: 0, isComplete: true });
  expect(text).toContain('type="static" mediaPresentationDuration="PT8.033333S"');
  expect(text).not.toMatch(/dynamic|availabilityStartTime|minimumUpdatePeriod|publishTime/);
});
