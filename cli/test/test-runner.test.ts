import { describe, expect, test } from 'bun:test';
import { waitFor } from '../../testkit/wait-for.ts';
import { projectDir } from '../paths.ts';
import { countLine } from '../test.ts';
import { listSourcePaths } from '../verify/source-files.ts';
import { failedOnce, passedOnce, runSteps, type StepOutcome } from '../verify/step.ts';
import { judge } from './bun-test-step.ts';
import { planEndToEnd, plannedFiles } from './end-to-end-plan.ts';
import { readJunitTotals } from './junit.ts';
import { testEnvironment } from './test-environment.ts';
import { enginesOf, groupOf, selectTests } from './test-files.ts';

const report = '<?xml version="1.0"?>\n<testsuites name="bun test" tests="12" failures="2" skipped="1" time="0.4">\n';

describe('test files', () => {
  test.each([
    ['origin/uploads/plan.test.ts', 'unit'],
    ['edge/app.integration.test.ts', 'integration'],
    ['e2e/main-job.test.ts', 'e2e'],
    ['edge/pages/page.test.tsx', 'unit'],
    ['e2e/browser.ts', null],
  ] as const)('%s belongs to %s', (path, group) => {
    expect(groupOf(path)).toBe(group);
  });

  test('are selected by group and pattern', () => {
    const paths = ['a/x.test.ts', 'a/y.test.ts', 'a/x.integration.test.ts'];
    expect(selectTests(paths, 'unit')).toEqual(['a/x.test.ts', 'a/y.test.ts']);
    expect(selectTests(paths, 'unit', 'x.')).toEqual(['a/x.test.ts']);
  });

  test('tell by their source which special engines they need', () => {
    expect(enginesOf('const s3 = await startS3();')).toEqual(['radosgw']);
    expect(enginesOf("import { chromium } from 'playwright-core';")).toEqual(['chromium']);
    expect(enginesOf('await startClamd(); await startSwift();')).toEqual(['clamd', 'swift']);
    expect(enginesOf('await startSqld();')).toEqual([]);
  });
});

describe('end-to-end files', () => {
  test('run two at a time, the longest first; those that need the whole machine run alone, and none is left out', () => {
    const all = selectTests(listSourcePaths(projectDir), 'e2e');
    const { together, alone } = planEndToEnd(all);
    expect(together[0]).toBe('e2e/pages.test.ts');
    expect(alone).toContain('e2e/token-refresh.test.ts');
    expect([...together, ...alone].toSorted()).toEqual(all);
  });

  test('are planned by names that exist, and only those that were asked for run', () => {
    const all = selectTests(listSourcePaths(projectDir), 'e2e');
    expect(plannedFiles.filter((file) => !all.includes(file))).toEqual([]);
    expect(planEndToEnd(['e2e/journey.test.ts'])).toEqual({ together: ['e2e/journey.test.ts'], alone: [] });
  });
});

describe('steps at a time', () => {
  test('are as many as was said, begun in order; what one of them prints stays in one piece', async () => {
    const begun: string[] = [];
    const lines: string[] = [];
    const ends = new Map<string, PromiseWithResolvers<StepOutcome>>();
    const steps = ['long', 'short', 'next'].map((name) => {
      const end = Promise.withResolvers<StepOutcome>();
      ends.set(name, end);
      const run = () => {
        begun.push(name);
        return end.promise;
      };
      return { name, run };
    });
    const print = (line: string) => void lines.push(line);
    const totals = runSteps(steps, { parallel: 2, print });
    expect(begun).toEqual(['long', 'short']);
    ends.get('short')?.resolve(failedOnce('first line\nsecond line\n'));
    await waitFor(() => begun.length === 3);
    for (const name of ['next', 'long']) ends.get(name)?.resolve(passedOnce());
    expect(await totals).toEqual({ passed: 2, failed: 1, skipped: 0 });
    expect(lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      '✗ short',
      'first line\nsecond line',
      '✓ next',
      '✓ long',
    ]);
  });

  test('go on when one of them throws', async () => {
    const lines: string[] = [];
    const broken = { name: 'broken', run: () => Promise.reject(new Error('no such program')) };
    const fine = { name: 'fine', run: async () => passedOnce() };
    const options = { parallel: 2, print: (line: string) => void lines.push(line) };
    expect(await runSteps([broken, broken, fine], options)).toEqual({ passed: 1, failed: 2, skipped: 0 });
    expect(lines.filter((line) => line.includes('no such program'))).toHaveLength(2);
  });
});

describe('counting', () => {
  test('reads the report', () => {
    expect(readJunitTotals(report)).toEqual({ passed: 9, failed: 2, skipped: 1 });
    expect(readJunitTotals('Segmentation fault')).toBeNull();
  });

  test('believes the exit code when the report saw no failure', () => {
    const clean = '<testsuites tests="3" failures="0" skipped="0">';
    expect(judge(0, '', clean)).toMatchObject({ passed: 3, failed: 0 });
    expect(judge(1, 'Unhandled error between tests', clean)).toMatchObject({ passed: 3, failed: 1 });
    expect(judge(0, '', null)).toMatchObject({ passed: 0, failed: 1 });
  });

  test('ends in one line', () => {
    expect(countLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(countLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
  });
});

test("tests see none of the caller's own installation", () => {
  const env = { PATH: '/bin', KINORA_DATA: '/srv', KINORA_FFMPEG: '/opt/ffmpeg', KINORA_TEST_S3_BUCKET: 'b' };
  expect(testEnvironment(env)).toEqual({ PATH: '/bin', KINORA_FFMPEG: '/opt/ffmpeg', KINORA_TEST_S3_BUCKET: 'b' });
});
