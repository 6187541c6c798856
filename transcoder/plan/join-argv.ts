import type { Rung } from './make-plan.ts';

/**
 * A list for the concat demuxer. The length of each piece is given by its frames: that in the file is rounded to
 * milliseconds, and the sums are rounded rather than the parts, so that no error grows.
 */
export function joinList(rung: Rung, pieces: readonly { path: string; frames: number }[]): string {
  const microseconds = (frames: number) => Math.round((frames * rung.frameRate.den * 1e6) / rung.frameRate.num);
  let frames = 0;
  const lines = pieces.map((piece) => {
    const startUs = microseconds(frames);
    frames += piece.frames;
    return `file 'file:${piece.path.replaceAll("'", "'\\''")}'\nduration ${microseconds(frames) - startUs}us\n`;
  });
  return `ffconcat version 1.0\n${lines.join('')}`;
}

/** Joins every list of pieces into its output in one go, copying. Our own files only: concat opens what it is told. */
export function joinArgv(joins: readonly { listPath: string; outputPath: string }[]): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-y', '-loglevel', 'level+warning'],
    ...joins.flatMap(({ listPath }) => [
      ...['-protocol_whitelist', 'file', '-f', 'concat', '-safe', '0', '-i', `file:${listPath}`],
    ]),
    ...joins.flatMap(({ outputPath }, index) => ['-map', `${index}:v`, '-c', 'copy', '-f', 'mp4', outputPath]),
  ];
}
