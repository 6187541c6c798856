const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar `width` columns wide, drawn to an eighth of a column. */
export function renderBar(percent: number, width: number): string {
  const filledEighths = Math.round((Math.min(Math.max(percent, 0), 100) / 100) * width * 8);
  const whole = Math.floor(filledEighths / 8);
  const bar = '█'.repeat(whole) + (eighths[filledEighths % 8] ?? '');
  return bar + '░'.repeat(width - whole - (filledEighths % 8 === 0 ? 0 : 1));
}

/** One line: label, bar, percent and a note that is cut where the terminal ends. */
export function renderProgressLine(label: string, percent: number, note: string, columns: number): string {
  const width = Math.max(10, Math.min(36, columns - 40));
  const line = `  ${label.padEnd(8)} ${renderBar(percent, width)} ${String(Math.floor(percent)).padStart(3)} %`;
  return note === '' ? line : `${line}  ${note}`.slice(0, Math.max(columns - 1, line.length));
}
