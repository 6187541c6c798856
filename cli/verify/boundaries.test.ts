import { describe, expect, test } from 'bun:test';
import { findViolations, listImports } from './boundaries.ts';

const check = (path: string, specifier: string) =>
  findViolations([{ path, source: `import { x } from '${specifier}';\nx();\n` }]);

describe('allowed imports', () => {
  test.each([
    ['edge/app.ts', '../shared/errors.ts'],
    ['edge/app.ts', './media/serve.ts'],
    ['edge/app.ts', 'hono'],
    ['edge/app.test.ts', 'bun:test'],
    ['edge/app.test.ts', '../testkit/services.ts'],
    ['origin/uploads/store.ts', 'drizzle-orm'],
    ['origin/main.ts', '../platform/config.ts'],
    ['origin/main.ts', 'node:fs'],
    ['platform/database.ts', '@libsql/client'],
    ['shared/schema/videos.ts', 'drizzle-orm/sqlite-core'],
    ['web/player/player.ts', '../../shared/ids.ts'],
    ['cli/demo.ts', '../bench/main.ts'],
    ['cli/demo.ts', '../testkit/services.ts'],
    ['e2e/play.test.ts', '../cli/upload/upload-file.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(check(path, specifier)).toEqual([]);
  });
});

describe('forbidden imports', () => {
  test.each([
    ['edge/app.ts', '../platform/log.ts'],
    ['edge/app.ts', '../origin/app.ts'],
    ['edge/app.ts', 'node:crypto'],
    ['edge/app.ts', 'crypto'],
    ['edge/app.ts', 'fs/promises'],
    ['edge/app.ts', 'bun'],
    ['edge/app.ts', '../testkit/services.ts'],
    ['shared/ids.ts', 'bun:sqlite'],
    ['shared/ids.ts', '../platform/log.ts'],
    ['platform/log.ts', '../origin/config.ts'],
    ['origin/app.ts', '../transcoder/config.ts'],
    ['origin/app.ts', '../testkit/services.ts'],
    ['transcoder/jobs/run.ts', '../../origin/config.ts'],
    ['web/player/player.ts', '../../edge/app.ts'],
    ['origin/uploads/complete-upload.ts', 'drizzle-orm'],
    ['origin/uploads/complete-upload.ts', '@libsql/client'],
    ['cli/start.ts', '../origin/config.ts'],
    ['testkit/services.ts', '../origin/app.ts'],
    ['origin/app.ts', '../../elsewhere/x.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(check(path, specifier)).toHaveLength(1);
    expect(check(path, specifier)[0]).toStartWith(`${path}: imports ${specifier}:`);
  });
});

describe('the list of imports', () => {
  test.each([
    ["import type { A } from './a.ts';", './a.ts'],
    ["import { type A } from './a.ts';", './a.ts'],
    ["import {\n  type A,\n  b,\n} from './a.ts';\nb();", './a.ts'],
    ["export type { A } from './a.ts';", './a.ts'],
    ["export * from './a.ts';", './a.ts'],
    ["import './a.ts';", './a.ts'],
    ["const a = await import('./a.ts');", './a.ts'],
    ["type A = import('./a.ts').A; export const a: A = 1;", './a.ts'],
    ["const a = require('./a.ts'); a();", './a.ts'],
  ])('holds %j', (source, expected) => {
    expect(listImports('x.ts', source)).toEqual([expected]);
  });

  test('holds nothing that a JSX file imports only through the compiler', () => {
    expect(listImports('x.tsx', 'export const a = <p>hello</p>;')).toEqual([]);
  });
});
