import { afterEach, expect, test } from 'bun:test';
import { requireEngine } from './engines.ts';

const { KINORA_SQLD, PATH } = process.env;
afterEach(() => {
  process.env.PATH = PATH;
  if (KINORA_SQLD === undefined) delete process.env.KINORA_SQLD;
  else process.env.KINORA_SQLD = KINORA_SQLD;
});

test('a missing engine names the command that installs it', () => {
  process.env.PATH = '/nonexistent';
  expect(() => requireEngine('radosgw')).toThrow(/radosgw is not installed.*apt-get install .*ceph-mon/);
});

test('a path set by hand comes first', () => {
  process.env.KINORA_SQLD = process.execPath;
  expect(requireEngine('sqld')).toBe(process.execPath);
});

test('npm engines are found without a PATH', () => {
  for (const engine of ['sqld', 'workerd', 'packager'] as const)
    expect(requireEngine(engine)).toContain('node_modules');
});
