import { renderProgressLine } from './progress-bar.ts';

export type ProgressView = {
  /** `percent` 0–100; a bar never goes back. */
  update(label: string, percent: number, note?: string): void;
  /** Leaves the bars as they are; what is printed next comes below them. */
  close(): void;
};

type Bar = { percent: number; note: string };

/**
 * Progress for people. On a terminal: one block of lines, drawn over itself. Elsewhere (a log, a pipe):
 * a plain line whenever a bar passes another ten percent.
 */
export function createProgressView(
  labels: readonly string[],
  terminal: { isTty: boolean; columns: number; write(text: string): void },
): ProgressView {
  const bars = new Map<string, Bar>(labels.map((label) => [label, { percent: 0, note: '' }]));
  let drawnLines = 0;
  let drawnText = '';

  const draw = () => {
    const lines = [...bars].map(([label, bar]) => renderProgressLine(label, bar.percent, bar.note, terminal.columns));
    const text = lines.map((line) => `\r${line}\x1b[K\n`).join('');
    if (text === drawnText) return;
    const up = drawnLines === 0 ? '' : `\x1b[${drawnLines}A`;
    terminal.write(up + text);
    drawnLines = lines.length;
    drawnText = text;
  };

  return {
    update(label, percent, note = '') {
      const bar = bars.get(label);
      if (!bar) return;
      const before = bar.percent;
      bar.percent = Math.min(100, Math.max(before, percent));
      bar.note = note;
      if (terminal.isTty) draw();
      else if (Math.floor(bar.percent / 10) > Math.floor(before / 10))
        terminal.write(`  ${label} ${Math.floor(bar.percent / 10) * 10} %\n`);
    },
    close() {
      drawnLines = 0;
      drawnText = '';
    },
  };
}
