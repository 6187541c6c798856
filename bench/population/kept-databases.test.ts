import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { tempDir } from '../../testkit/services.ts';
import { keptDatabases } from './kept-databases.ts';
import { populationOf } from './size.ts';

test('what was kept is copied, by size and name, and never changed by who got the copy', async () => {
  await using dir = await tempDir();
  const rootDir = join(dir.path, 'kept');
  const [first, second] = [join(dir.path, 'first'), join(dir.path, 'second')];
  const kept = keptDatabases(rootDir, populationOf(10));
  expect(await kept.copyTo(first, 'filled')).toBeNull();
  await Bun.write(join(first, 'dbs/data'), 'rows');
  await kept.keep(first, 'filled', { index_sec: 2 });
  expect(await kept.copyTo(second, 'filled')).toEqual({ index_sec: 2 });
  await Bun.write(join(second, 'dbs/data'), 'other rows');
  await kept.copyTo(join(dir.path, 'third'), 'filled');
  expect(await Bun.file(join(dir.path, 'third/dbs/data')).text()).toBe('rows');
  expect(await kept.copyTo(second, 'indexed')).toBeNull();
  expect(await keptDatabases(rootDir, populationOf(11)).copyTo(second, 'filled')).toBeNull();
  expect(await keptDatabases(undefined, populationOf(10)).copyTo(second, 'filled')).toBeNull();
});
