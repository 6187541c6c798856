import { describe, expect, test } from 'bun:test';
import { type CommentSegment, commentSegments, mentionedHandles } from './comment-segments.ts';

/** Only what is not plain text, in short. */
const found = (content: string) =>
  commentSegments(content).flatMap((each: CommentSegment): (string | number)[] => {
    if (each.kind === 'time') return [each.positionSec];
    if (each.kind === 'link') return [each.href];
    return each.kind === 'mention' ? [`@${each.handle}`] : [];
  });

describe('times', () => {
  test.each([
    ['1:23', [83]],
    ['at 01:02:03, and again (4:05)!', [3723, 245]],
    ['12:34 0:00', [754, 0]],
    ['123:45', [7425]],
    ['1:23.', [83]],
  ])('%j has %j', (text, positions) => expect(found(text)).toEqual(positions));

  test.each(['1:2', '1:60', '1:99:00', '1:2:3', 'x1:23', '1:23pm', '1:23:45:06', '1.1:23', 'ratio 16:9', '1:23.5'])(
    '%j has none',
    (text) => expect(found(text)).toEqual([]),
  );
});

describe('links', () => {
  test.each([
    ['see https://example.org/a?b=c#d.', 'https://example.org/a?b=c#d'],
    ['(http://example.org/x_(y))', 'http://example.org/x_(y)'],
    ['HTTPS://EXAMPLE.org', 'https://example.org/'],
    ['"https://example.org/"', 'https://example.org/'],
    ['https://exämple.org/1:23', 'https://xn--exmple-cua.org/1:23'],
  ])('%j has %s', (text, href) => expect(found(text)).toEqual([href]));

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://example.org',
    'https://',
    'https://good.example@evil.example/',
    'http://[::1',
    'xhttps://example.org',
  ])('%j has none', (text) => expect(found(text).filter((each) => String(each).includes(':'))).toEqual([]));

  test('cannot break out of an attribute', () => {
    expect(found('https://a.example/"onclick="x')).toEqual(['https://a.example/']);
    expect(found("https://a.example/'<b>")).toEqual(['https://a.example/']);
  });
});

test('handles are those that channels can have', () => {
  expect(found('@Ada_Love, thanks; mail me@example.org or @ab @@abc /@abc')).toEqual(['@ada_love']);
  expect(mentionedHandles('@ada_l @bob123 @ADA_L')).toEqual(['ada_l', 'bob123']);
});

test('the pieces make up the text again, and the longest comment is taken apart quickly', () => {
  const parts = ['@abc', '1:23', 'https://e.org/).', '\n', '((((', '@@@', '::::', 'é🎬'];
  for (let seed = 1; seed <= 50; seed += 1) {
    const text = Array.from({ length: 40 }, (_, at) => parts[(at * seed * 7 + at * at) % parts.length]).join('');
    expect(
      commentSegments(text)
        .map((each) => each.text)
        .join(''),
    ).toBe(text);
  }
  for (const text of [
    `https://${')'.repeat(5_000)}`,
    '1:'.repeat(2_500),
    '@'.repeat(5_000),
    `https://a.b/${'.'.repeat(4_990)}`,
  ])
    expect(
      commentSegments(text)
        .map((each) => each.text)
        .join(''),
    ).toBe(text);
});
