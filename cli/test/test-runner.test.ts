import { describe, expect, test } from 'bun:test';
import { countLine } from '../test.ts';
import { judge } from './bun-test-step.ts';
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
