import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';

/** Which floors a floor may stand on, itself aside. Floors not named here may import anything. */
const allowedFloors: Record<string, readonly string[]> = {
  shared: [],
  platform: ['shared'],
  origin: ['platform', 'shared'],
  transcoder: ['platform', 'shared'],
  edge: ['shared'],
  web: ['shared'],
  testkit: ['platform', 'shared'],
};
/** Floors that run outside Bun as well: no `node:`, no `bun:`, no built-in by its bare name. */
const webOnlyFloors = ['shared', 'edge', 'web'];
/** The apps' doors; cli starts apps, it does not use their insides. */
const apps = ['origin', 'transcoder', 'edge', 'web'];
const entryPoints = ['main.ts', 'worker.ts'];
const sqlModules = /^(drizzle-orm|@libsql\/client)(\/|$)/;
const maySpeakSql =
  /^(origin\/(.+\/)?store\.ts|edge\/(.+\/)?store\.ts|shared\/schema\/.+|platform\/(?:database|questions|hrana\/.+)\.ts)$/;

export type SourceFile = { path: string; source: string };

/** Every import of `files` (paths from the project's root) that crosses a boundary, one sentence each. */
export function findViolations(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, source }) =>
    listImports(path, source).flatMap((specifier) => {
      const problem = judge(path, specifier);
      return problem === null ? [] : [`${path}: imports ${specifier}: ${problem}`];
    }),
  );
}

/** All specifiers, those of types too: the transpiler forgets `import type` and `import('x').T`. */
export function listImports(path: string, source: string): string[] {
  const transpiler = new Bun.Transpiler({ loader: path.endsWith('x') ? 'tsx' : 'ts' });
  const scanned = transpiler.scanImports(source).map((found) => found.path);
  const statements = source.matchAll(/^\s*(?:import|export)\s[^'";]*?\bfrom\s*['"]([^'"]+)['"]/gm);
  const typeQueries = source.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g);
  const written = [...statements, ...typeQueries].flatMap((match) => match[1] ?? []);
  // A JSX file's runtime is the compiler's choice: scanned, but not written.
  const isWritten = (specifier: string) => source.includes(`'${specifier}'`) || source.includes(`"${specifier}"`);
  return [...new Set([...scanned, ...written])].filter(isWritten);
}

function judge(path: string, specifier: string): string | null {
  const floor = floorOf(path);
  const isTest = /\.test\.tsx?$/.test(path) || path.split('/').includes('testing');
  if (specifier.startsWith('.')) return judgeFile(path, isTest, normalize(join(dirname(path), specifier)));
  if (isTest) return null;
  if (webOnlyFloors.includes(floor) && isRuntimeBuiltin(specifier)) return `${floor}/ uses Web APIs only`;
  if (['origin', 'shared', 'platform', 'edge'].includes(floor) && sqlModules.test(specifier) && !maySpeakSql.test(path))
    return 'only store.ts files speak SQL';
  return null;
}

function judgeFile(path: string, isTest: boolean, target: string): string | null {
  const [floor, targetFloor] = [floorOf(path), floorOf(target)];
  if (target.startsWith('..')) return 'it lies outside the project';
  if (targetFloor === floor) return null;
  if (targetFloor === 'testkit' && (isTest || ['e2e', 'bench', 'cli'].includes(floor))) return null;
  if (path.startsWith('cli/build/')) return null; // what builds an app knows it inside
  if (floor === 'cli' && apps.includes(targetFloor) && !isTest)
    return entryPoints.some((entry) => target === `${targetFloor}/${entry}`)
      ? null
      : 'cli/ uses apps by their entry files';
  const allowed = allowedFloors[floor];
  if (!allowed || allowed.includes(targetFloor)) return null;
  return `${floor}/ may import ${allowed.length === 0 ? 'nothing else' : `${allowed.join('/ and ')}/ only`}`;
}

function floorOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

function isRuntimeBuiltin(specifier: string): boolean {
  if (/^(node|bun):/.test(specifier) || specifier === 'bun') return true;
  return builtinModules.includes(specifier.split('/')[0] ?? '');
}
