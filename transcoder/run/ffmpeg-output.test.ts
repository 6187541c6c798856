import { describe, expect, test } from 'bun:test';
import { decodeReportParser, isDamaged } from './decode-report.ts';
import { type FfmpegProgress, ffmpegProgressParser } from './ffmpeg-progress.ts';
import { redact, StderrTail } from './stderr-tail.ts';

test('-progress blocks become reports; N/A and negative times are nothing', () => {
  const reports: FfmpegProgress[] = [];
  const parse = ffmpegProgressParser((report) => reports.push(report));
  const blocks = [
    'frame=0\nfps=0.00\nout_time_us=N/A\nout_time_ms=N/A\nprogress=continue',
    'frame=31\nout_time_us=-9223372036854775807\nspeed=N/A\nprogress=continue',
    'frame=95\nfps=62.1\nbitrate= 120.3kbits/s\nout_time_us=3166667\nout_time=00:00:03.166667\nprogress=end',
  ];
  for (const line of blocks.join('\n').split('\n')) parse(line);
  expect(reports).toEqual([
    { frame: 0, outTimeSec: 0, isEnd: false },
    { frame: 31, outTimeSec: 0, isEnd: false },
    { frame: 95, outTimeSec: 3.166667, isEnd: true },
  ]);
});

describe('what was decoded', () => {
  const h264 = { codec: 'h264', interlaced: false };
  const reported = (...lines: string[]) => {
    const parser = decodeReportParser(0);
    for (const line of lines) parser.onLine(line);
    return parser.report();
  };
  const total = (packets: number, frames: number, refused = packets - frames) =>
    reported(
      ...Array.from({ length: refused }, () => '[error] Error while decoding stream #0:0: Invalid data found'),
      `[verbose]   Input stream #0:0 (video): ${packets} packets read (15437593 bytes); ${frames} frames decoded; `,
    );

  test('is read from the closing statistics of the right stream', () => {
    expect(total(600, 558)).toEqual({ packetsRead: 600, framesDecoded: 558, refusedPackets: 42, damagedFrames: 0 });
    expect(
      reported('[verbose]   Input stream #0:1 (audio): 9 packets read (1 bytes); 8 frames decoded (9 samples); ')
        .packetsRead,
    ).toBe(0);
  });

  test('may lack a frame at the end but no more', () => {
    expect(isDamaged(total(600, 600), h264)).toBe(false);
    expect(isDamaged(total(600, 598), h264)).toBe(false);
    expect(isDamaged(total(600, 558), h264)).toBe(true);
    expect(isDamaged(total(0, 0), h264)).toBe(true);
    expect(isDamaged(total(1, 1), h264)).toBe(false);
  });

  test('may be one frame from two field packets', () => {
    expect(isDamaged(total(600, 300), { codec: 'h264', interlaced: true })).toBe(false);
    expect(isDamaged(total(600, 200), { codec: 'h264', interlaced: true })).toBe(true);
  });

  test('may be decoded only to be left out, as the start of a trimmed video is', () => {
    expect(isDamaged(total(150, 105, 0), h264)).toBe(false);
    expect(isDamaged(total(150, 105, 40), h264)).toBe(true);
  });

  test('counts refused packets in the words of newer versions too', () => {
    const line =
      '[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [error] Error submitting packet to decoder: Invalid data found';
    expect(reported(line, line).refusedPackets).toBe(2);
  });

  test('is damaged when many pictures are patched over', () => {
    const patched = Array.from(
      { length: 40 },
      () => '[h264 @ 0x1] [info] concealing 60 DC, 60 AC, 60 MV errors in P frame',
    );
    const closing = '[verbose]   Input stream #0:0 (video): 600 packets read (1 bytes); 600 frames decoded; ';
    expect(isDamaged(reported(...patched, closing), h264)).toBe(true);
  });
});

test('error output is kept short, without URLs, paths and chatter', () => {
  const tail = new StderrTail();
  for (let i = 0; i < 100; i++) tail.add(`[error] line ${i}`);
  tail.add('[verbose] nothing to see');
  tail.add(`[error] file:/var/lib/kinora/originals/x/y: Invalid data`);
  const lines = tail.toString().split('\n');
  expect(lines).toHaveLength(40);
  expect(lines.at(-1)).toBe('[error] …/y: Invalid data');
  expect(redact('GET https://bucket.example/key?X-Amz-Signature=abc failed')).toBe('GET [url] failed');
});
