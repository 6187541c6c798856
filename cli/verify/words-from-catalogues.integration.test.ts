import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { tempDir } from '../../testkit/services.ts';
import { root } from '../build/root.ts';

const plugin = join(import.meta.dir, 'words-from-catalogues.grit');

/** Those of `examples` that the linter finds words in. */
async function refused(examples: readonly string[]): Promise<string[]> {
  await using scratch = await tempDir();
  await Bun.write(
    join(scratch.path, 'biome.json'),
    JSON.stringify({ linter: { rules: { preset: 'none' } }, plugins: [plugin] }),
  );
  await Bun.write(join(scratch.path, 'examples.tsx'), examples.join('\n'));
  const argv = [join(root, 'node_modules/.bin/biome'), 'lint', '--reporter=github', '--max-diagnostics=none'];
  const child = Bun.spawn([...argv, 'examples.tsx'], { cwd: scratch.path, stdout: 'pipe', stderr: 'ignore' });
  const said = await new Response(child.stdout).text();
  const lines = new Set([...said.matchAll(/,line=(\d+),/g)].map(([, line]) => Number(line)));
  return examples.filter((_, index) => lines.has(index + 1));
}

test('words that a page or a script brings itself are found', async () => {
  const examples = [
    'place.textContent = "Words";',
    'place.textContent = isDone ? say("watch.saved") : "Words";',
    'place.title = `$' + '{count} words`;',
    'place.setAttribute("aria-label", "Words");',
    'confirm("Words?");',
    'export const a = <p>Words</p>;',
    'export const b = <p>{isDone ? "Words" : say("common.more")}</p>;',
    'export const c = <img alt="Words" />;',
    'export const d = <p aria-label={`Words of $' + '{name}`} />;',
  ];
  expect(await refused(examples)).toEqual(examples);
});

test('what is no word, or comes from a catalogue, passes', async () => {
  const examples = [
    'place.textContent = "…";',
    'place.className = "quiet";',
    'place.textContent = say("common.more");',
    'export const a = <p class="quiet" title={title} aria-label={say("common.more")}>· {count} Kinora</p>;',
    'export const b = <code>{`$' + '{url}/api/v1`}</code>;',
    'export const c = <Layout title={`$' + '{title} · Kinora`} />;',
  ];
  expect(await refused(examples)).toEqual([]);
});

test('the linter looks for them on pages and in scripts', async () => {
  const { overrides } = await Bun.file(join(root, 'biome.json')).json();
  const [{ includes }] = overrides.filter(({ plugins }: { plugins?: string[] }) =>
    plugins?.some((each) => plugin.endsWith(each.slice(1))),
  );
  expect(includes).toEqual(['edge/pages/**/*.tsx', 'web/**/*.ts', '!edge/pages/design/**', '!**/*.test.ts']);
});
