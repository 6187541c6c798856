import { describe, expect, test } from 'bun:test';
import { renderBar, renderProgressLine } from './progress-bar.ts';
import { createProgressView } from './progress-view.ts';

describe('a bar', () => {
  test.each([0, 0.4, 12.5, 33, 50, 99.9, 100, 140, -3])('is as wide as asked at %d %%', (percent) => {
    expect([...renderBar(percent, 24)]).toHaveLength(24);
  });

  test('is empty at 0, half full at 50 and full at 100', () => {
    expect(renderBar(0, 8)).toBe('░░░░░░░░');
    expect(renderBar(50, 8)).toBe('████░░░░');
    expect(renderBar(100, 8)).toBe('████████');
  });

  test('line never is longer than the terminal', () => {
    const line = renderProgressLine('encode', 42, 'a note that goes on and on and on and on and on', 60);
    expect(line.length).toBeLessThan(60);
    expect(line).toContain(' 42 %');
  });
});

describe('the progress view', () => {
  const record = (isTty: boolean) => {
    const written: string[] = [];
    const view = createProgressView(['upload', 'encode'], {
      isTty,
      columns: 80,
      write: (text) => void written.push(text),
    });
    return { view, written };
  };

  test('redraws one block in place on a terminal', () => {
    const { view, written } = record(true);
    view.update('upload', 10);
    view.update('upload', 20);
    expect(written[0]).not.toContain('\x1b[2A');
    expect(written[1]).toStartWith('\x1b[2A');
    expect(written[1]?.split('\n')).toHaveLength(3);
    view.close();
    view.update('encode', 1);
    expect(written[2]).not.toContain('\x1b[2A');
  });

  test('writes a plain line per ten percent elsewhere, and never goes back', () => {
    const { view, written } = record(false);
    for (const percent of [3, 9, 11, 19, 35, 20, 100]) view.update('upload', percent);
    expect(written).toEqual(['  upload 10 %\n', '  upload 30 %\n', '  upload 100 %\n']);
  });
});
