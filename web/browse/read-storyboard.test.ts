import { expect, test } from 'bun:test';
import { parseStoryboard } from './read-storyboard.ts';

const base = new URL('https://kinora.test/p/token/video/gen/images/storyboard.vtt');

test('each cue is a part of a sheet beside the file', () => {
  const vtt = `WEBVTT

00:00:00.000 --> 00:00:02.000
storyboard-001.jpg#xywh=0,0,160,90

00:00:02.000 --> 00:00:04.000
storyboard-002.jpg#xywh=pixel:160,90,160,90
`;
  expect(parseStoryboard(vtt, base)).toEqual([
    { url: 'https://kinora.test/p/token/video/gen/images/storyboard-001.jpg', x: 0, y: 0, width: 160, height: 90 },
    { url: 'https://kinora.test/p/token/video/gen/images/storyboard-002.jpg', x: 160, y: 90, width: 160, height: 90 },
  ]);
});

test.each(['', 'WEBVTT\n\n00:00.000 --> 00:01.000\nwords', 'a.jpg#xywh=0,0,0,90', 'a.jpg#xywh=1,2,3'])(
  'nothing is made of %j',
  (text) => {
    expect(parseStoryboard(text, base)).toEqual([]);
  },
);
