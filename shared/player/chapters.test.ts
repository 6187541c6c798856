import { expect, test } from 'bun:test';
import { chaptersVtt, parseChapters } from './chapters.ts';

const description = `How we built it.

0:00 Intro
0:30 - The frame
[1:05] The wheels
1:02:03 | The long ride
Thank you: 12:30 was the best time.`;

test('lines that begin with a time are chapters', () => {
  expect(parseChapters(description, 4_000)).toEqual([
    { startSec: 0, title: 'Intro' },
    { startSec: 30, title: 'The frame' },
    { startSec: 65, title: 'The wheels' },
    { startSec: 3_723, title: 'The long ride' },
  ]);
});

test.each([
  ['the first is not at 0:00', '0:01 One\n0:20 Two\n0:40 Three'],
  ['there are two', '0:00 One\n0:20 Two'],
  ['they are out of order', '0:00 One\n0:40 Two\n0:20 Three'],
  ['one is shorter than ten seconds', '0:00 One\n0:20 Two\n0:29 Three'],
  ['the last is shorter than ten seconds', '0:00 One\n0:20 Two\n0:55 Three'],
  ['one begins after the end', '0:00 One\n0:20 Two\n5:00 Three'],
  ['they have no titles', '0:00\n0:20\n0:40'],
  ['they are not times', '0:00 One\n0:20 Two\n0:99 Three'],
])('none where %s', (_why, text) => {
  expect(parseChapters(text, 60)).toEqual([]);
});

test('titles keep what is theirs', () => {
  const titles = (text: string) => parseChapters(text, 60).map(({ title }) => title);
  expect(titles('• 0:00 – 3 ways in\n• 0:20 (part 2)\n• 0:40 مقدمة\r')).toEqual(['3 ways in', '(part 2)', 'مقدمة']);
  expect(titles('00:00 A\n00:20 B: C\n00:40 D')).toEqual(['A', 'B: C', 'D']);
});

test('a line of digits without an end is read in no time', () => {
  expect(parseChapters(`0:00 ${'1:'.repeat(50_000)}\n${' -'.repeat(50_000)}`, 60)).toEqual([]);
});

test('as WebVTT each ends where the next begins, and a title is text alone', () => {
  const chapters = [
    { startSec: 0, title: 'One' },
    { startSec: 3_723, title: 'a <b> --> & c' },
  ];
  expect(chaptersVtt(chapters, 4_000.5)).toBe(
    'WEBVTT\n\n00:00:00.000 --> 01:02:03.000\nOne\n\n01:02:03.000 --> 01:06:40.500\na &lt;b&gt; --&gt; &amp; c\n',
  );
});
