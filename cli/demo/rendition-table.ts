import type { Rendition } from '../../shared/contracts/transcode.ts';

/** The ladder as text, the largest rung first. */
export function renditionTable(renditions: readonly Rendition[]): string[] {
  const rows = [...renditions]
    .sort((a, b) => b.height * b.width - a.height * a.width)
    .map((rung) => [
      rung.name,
      `${rung.width}×${rung.height}`,
      `${Number(rung.frame_rate.toFixed(2))} fps`,
      `${Math.round(rung.bitrate_bps / 1000)} kbit/s`,
    ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}`);
}
