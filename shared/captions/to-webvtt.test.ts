import { describe, expect, test } from 'bun:test';
import { AppError } from '../errors.ts';
import { type CaptionFormat, toWebVtt } from './to-webvtt.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
/** Cues as written, without the header. */
const convert = (text: string, format: CaptionFormat = 'srt') =>
  toWebVtt(bytes(text), format)
    .replace(/^WEBVTT\n\n/, '')
    .trimEnd();
const time = '00:00:01,000 --> 00:00:02,500';
const vttTime = '00:00:01.000 --> 00:00:02.500';

describe('SubRip', () => {
  test.each([
    ['plain', `1\n${time}\nHello\nthere\n`, `${vttTime}\nHello\nthere`],
    ['CRLF and lone CR', `1\r\n${time}\r\nHello\r\rthere\r\n`, `${vttTime}\nHello\nthere`],
    ['no numbers', `${time}\nHello\n`, `${vttTime}\nHello`],
    [
      'missing blank line',
      `1\n${time}\nA\n2\n00:00:03,000 --> 00:00:04,000\nB`,
      `${vttTime}\nA\n\n00:00:03.000 --> 00:00:04.000\nB`,
    ],
    ['a blank line inside', `1\n${time}\nA\n\nB\n`, `${vttTime}\nA\nB`],
    ['a caption that is a number', `1\n${time}\n42\n`, `${vttTime}\n42`],
    ['dots, short times, coordinates', '1\n0:0:1.0 --> 0:0:2.5 X1:1 X2:2\nA', `${vttTime}\nA`],
    ['no hours', '1\n00:01,000 --> 00:02,500\nA', `${vttTime}\nA`],
    ['italics stay, fonts go', `${time}\n<I>A</I> <font color="red">B</font>`, `${vttTime}\n<i>A</i> B`],
    ['an override to the top', `${time}\n{\\an8}A`, `${vttTime} line:0\nA`],
    ['markup characters', `${time}\n1 < 2 && 3 > 2 &amp; <3`, `${vttTime}\n1 &lt; 2 &amp;&amp; 3 &gt; 2 &amp; &lt;3`],
    ['a script', `${time}\n<script>alert(1)</script><img src=x onerror=y>A`, `${vttTime}\nalert(1)A`],
    ['an empty caption', `1\n${time}\n\n2\n00:00:03,000 --> 00:00:04,000\nB`, '00:00:03.000 --> 00:00:04.000\nB'],
    [
      'out of order',
      `00:00:05,000 --> 00:00:06,000\nB\n\n${time}\nA`,
      `${vttTime}\nA\n\n00:00:05.000 --> 00:00:06.000\nB`,
    ],
  ])('%s', (_, srt, expected) => {
    expect(convert(srt)).toBe(expected);
  });
});

describe('WebVTT', () => {
  test.each([
    [
      'identifiers, notes, styles and regions',
      `WEBVTT - title\nKind: captions\n\nNOTE x\ny\n\nSTYLE\n::cue{color:red}\n\nREGION\nid:a\n\nid-1\n${vttTime} region:a align:start\nA\n`,
      `${vttTime} align:start\nA`,
    ],
    [
      'voices and classes',
      `WEBVTT\n\n${vttTime}\n<v Ann><c.loud>A</c></v> <00:00:01.500>B`,
      `${vttTime}\n<v Ann><c.loud>A</c></v> <00:00:01.500>B`,
    ],
    ['a script', `WEBVTT\n\n${vttTime}\n<script>A</script>`, `${vttTime}\nA`],
    [
      'a time map, which belongs to live segments',
      `WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:900000\n\n${vttTime}\nA`,
      `${vttTime}\nA`,
    ],
    [
      'hours beyond two digits are written in full',
      'WEBVTT\n\n99:00:00.000 --> 99:00:01.000\nA',
      '99:00:00.000 --> 99:00:01.000\nA',
    ],
  ])('%s', (_, vtt, expected) => {
    expect(convert(vtt, 'vtt')).toBe(expected);
  });
});

describe('encodings', () => {
  const cue = `${time}\nÀ bientôt €`;
  const utf16 = (littleEndian: boolean) => {
    const view = new DataView(new ArrayBuffer(2 * (cue.length + 1)));
    for (const [at, character] of [...`\uFEFF${cue}`].entries())
      view.setUint16(at * 2, character.charCodeAt(0), littleEndian);
    return new Uint8Array(view.buffer);
  };
  const latin = Uint8Array.from(cue.replace('€', '\x80'), (character) => character.charCodeAt(0));
  test.each([
    ['UTF-8', bytes(cue)],
    ['UTF-8 with a byte order mark', bytes(`\uFEFF${cue}`)],
    ['UTF-16, little-endian', utf16(true)],
    ['UTF-16, big-endian', utf16(false)],
    ['Windows-1252', latin],
  ])('%s', (_, encoded) => {
    expect(toWebVtt(encoded, 'srt')).toBe(`WEBVTT\n\n${vttTime}\nÀ bientôt €\n`);
  });
});

describe('refused, with the line', () => {
  test.each([
    ['an end before the start', 'srt', '1\n00:00:02,000 --> 00:00:01,000\nA', 2],
    ['a broken time', 'srt', `1\n${time}\nA\n\n2\n00:00:03,000 --> later\nB`, 6],
    ['61 minutes', 'srt', '1\n00:61:00,000 --> 00:62:00,000\nA', 2],
    ['a negative time', 'srt', '1\n-00:00:01,000 --> 00:00:02,000\nA', 2],
    ['an absurd hour', 'srt', '1\n9999:00:00,000 --> 9999:00:01,000\nA', 2],
    ['prose', 'srt', 'Dear diary,\ntoday', 1],
    ['HTML', 'vtt', '<!doctype html>', 1],
    ['a header that only begins like one', 'vtt', `WEBVTTX\n\n${vttTime}\nA`, 1],
    ['no blank line after the header', 'vtt', `WEBVTT\n${vttTime}\nA`, 2],
    ['text without a time', 'vtt', `WEBVTT\n\n${vttTime}\nA\n\nB`, 6],
    ['two cues in one block', 'vtt', `WEBVTT\n\n${vttTime}\nA\n${vttTime}\nB`, 5],
  ] as const)('%s', (_, format, text, line) => {
    try {
      toWebVtt(bytes(text), format);
      throw new Error('accepted');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      expect([error.code, error.details]).toEqual(['validation_failed', { line }]);
    }
  });

  test.each([
    ['nothing', ''],
    ['only a header', 'WEBVTT\n'],
    ['a picture', '\x89PNG\r\n\0\0'],
  ])('%s', (_, text) => {
    for (const format of ['srt', 'vtt'] as const) expect(() => toWebVtt(bytes(text), format)).toThrow(AppError);
  });

  test('two megabytes of hostile markup', () => {
    // What backtracks here takes minutes, and the test's own limit ends it.
    for (const filler of ['<', '&', '{\\an8', '<b', '<v ', '-->', '1\n', `${time}\n`, '<b.a.a.a.a']) {
      const text = `${time}\n${filler.repeat(Math.floor((2 * 1024 * 1024) / filler.length))}`;
      try {
        toWebVtt(bytes(text), 'srt');
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }
  });
});
