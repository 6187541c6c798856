import { dirname, join, normalize } from 'node:path';
import type { SourceFile } from './boundaries.ts';

/**
 * Rings of files that import each other's values, one sentence each: what is made first then hangs on who is asked for
 * first. Types may go in rings; they are gone before anything runs.
 */
export function findCycles(files: readonly SourceFile[]): string[] {
  const importsOf = new Map(files.map((file) => [file.path, valueImports(file)]));
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    state.set(path, 'open');
    for (const target of importsOf.get(path) ?? []) visit(target, [...trail, path]);
    state.set(path, 'done');
  };
  for (const { path } of files) visit(path, []);
  return cycles.map((cycle) => `${cycle}: these import each other`);
}

/** Files that `file` needs while it is loaded; the transpiler leaves types out, and `import()` comes later. */
function valueImports({ path, source }: SourceFile): string[] {
  const transpiler = new Bun.Transpiler({ loader: path.endsWith('x') ? 'tsx' : 'ts' });
  return transpiler
    .scanImports(source)
    .filter(({ path: specifier, kind }) => kind === 'import-statement' && specifier.startsWith('.'))
    .map(({ path: specifier }) => normalize(join(dirname(path), specifier)));
}
