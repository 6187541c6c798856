import { describe, expect, test } from 'bun:test';
import { cleanComment, isSeen } from './clean-comment.ts';

describe('stays as it was typed', () => {
  test.each([
    ['flags', '🇩🇪🇫🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏳️‍🌈'],
    ['a family, a profession with a skin tone, a keycap', '👨‍👩‍👧‍👦 👩🏽‍🚒 1️⃣ ❤️‍🔥'],
    ['Hindi, Tamil, Thai and Tibetan', 'क्षत्रिय நன்றி ที่นี่ བསྒྲུབས'],
    ['Persian with a non-joiner, Hebrew with points, Vietnamese', 'می‌خواهم בְּרֵאשִׁית tiếng Việt'],
    ['markup, which is text here', `<script>alert("1")</script> &amp; ' OR 1=1 --`],
    ['one empty line', 'first\n\nsecond'],
  ])('%s', (_name, text) => {
    expect(cleanComment(text)).toBe(text.normalize('NFC'));
    expect(isSeen(text)).toBe(true);
  });
});

describe('is taken away', () => {
  test.each([
    ['bidi overrides and isolates', 'pay \u202egpj.exe\u202c \u2067now\u2069', 'pay gpj.exe now'],
    ['control characters', 'a\u0000b\u001b[31mc\u0007d\u009f', 'ab[31mcd'],
    ['text hidden in tag characters', 'hi\u{e0069}\u{e0067}\u{e006e}\u{e007f}', 'hi'],
    ['a byte order mark and a noncharacter', '\ufeffa\uffffb\u{1fffe}', 'ab'],
    ['other line breaks and many empty lines', 'a\r\nb\rc\u2028d\n \n\t\n\n e', 'a\nb\nc\nd\n\n e'],
    ['white space around', '  \n a \n ', 'a'],
  ])('%s', (_name, text, expected) => {
    expect(cleanComment(text)).toBe(expected);
  });

  test('half of a surrogate pair', () => {
    expect(cleanComment('a\ud83d')).toBe('a\ufffd');
  });

  test('all but a few of the marks stacked on a letter, also with joiners between them', () => {
    const marks = (count: number, between = '') => Array.from({ length: count }, () => `\u0327${between}`).join('');
    expect([...cleanComment(`z${marks(500)}algo`)].length).toBe(10);
    expect([...cleanComment(`z${marks(500, '\u200d')}algo`)].length).toBeLessThanOrEqual(10);
  });
});

test('composed and decomposed letters are stored alike', () => {
  expect(cleanComment('Cafe\u0301')).toBe('Café');
});

test.each(['', ' ', '\u200b\u200d', '\u3164', '\u2800\u2800', '\u0301', '\u{e0100}'])(
  'there is nothing to see in %j',
  (text) => {
    expect(isSeen(cleanComment(text))).toBe(false);
  },
);

test('cleaning twice is cleaning once', () => {
  for (const text of ['a\u0301\u0327\u0301\u0301\u0301\u0301\u0301', '\u202e\n\n\n\n\u202ex', '\t\r\n\t y\u{e0001}'])
    expect(cleanComment(cleanComment(text))).toBe(cleanComment(text));
});
