import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from './build.ts';
import { PLAYER_BUDGET_BYTES } from './build-assets.ts';
import { foreignModules, WORKER_BUDGET_BYTES } from './build-worker.ts';
import { COMPATIBILITY_DATE, COMPATIBILITY_FLAGS } from './workerd-config.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kinora-build-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function hashes(distDir: string): Promise<Record<string, string>> {
  const names = [...new Bun.Glob('**/*').scanSync(distDir)].sort();
  const entries = names.map(async (name) => [name, Bun.hash(await Bun.file(join(distDir, name)).bytes()).toString(36)]);
  return Object.fromEntries(await Promise.all(entries));
}

test('building twice gives the same bytes under the same names, within the budgets', async () => {
  const first = await buildAll(join(dir, 'first'));
  await buildAll(join(dir, 'second'));
  const files = await hashes(join(dir, 'first'));
  expect(await hashes(join(dir, 'second'))).toEqual(files);
  expect(Object.keys(files)).toContain('worker/worker.js');
  for (const path of Object.values(first.assets.manifest)) {
    expect(Object.keys(files)).toContain(`assets${path}`);
    expect(Object.keys(files)).toContain(`assets${path}.br`);
  }
  expect(first.worker.gzipBytes).toBeLessThan(WORKER_BUDGET_BYTES);
  expect(first.assets.playerGzipBytes).toBeLessThan(PLAYER_BUDGET_BYTES);
}, 30_000);

test('the worker goes without zod, which would be a third of it', async () => {
  const { worker } = await buildAll(join(dir, 'lean'), { pack: false });
  const { sources } = (await Bun.file(`${worker.path}.map`).json()) as { sources: string[] };
  expect(sources.some((source) => source.endsWith('edge/app.ts'))).toBe(true);
  expect(sources.filter((source) => source.includes('/zod/'))).toEqual([]);
});

test('the player itself is not part of what the page loads at once', async () => {
  const { assets } = await buildAll(join(dir, 'libraries'));
  const player = await Bun.file(join(dir, 'libraries/assets', assets.manifest['player.js'])).text();
  expect(player).not.toContain('Shaka Player');
  for (const format of ['dash', 'hls']) {
    const own = assets.files.find(({ path }) => path.startsWith(`/assets/shaka-${format}-`))?.path ?? '';
    expect(player).toContain(own);
    expect(await Bun.file(join(dir, 'libraries/assets', own)).text()).toContain('Shaka Player');
  }
});

test.each([
  ["import { createHash } from 'node:crypto'; console.log(createHash)", 'node:crypto'],
  ["import { createHash } from 'crypto'; console.log(createHash)", 'crypto'],
  ["import { Database } from 'bun:sqlite'; console.log(Database)", 'bun:sqlite'],
])('%p is found in a bundle', async (source, name) => {
  const entry = join(dir, `entry-${Bun.hash(source)}.ts`);
  await Bun.write(entry, source);
  const external = name.startsWith('bun:') ? ['bun:*'] : [];
  const { metafile } = await Bun.build({ entrypoints: [entry], target: 'browser', metafile: true, external });
  expect(metafile && foreignModules(metafile).join()).toContain(name);
});

test('workerd runs the worker with the date and the flags that Cloudflare is told', async () => {
  const wrangler = Bun.TOML.parse(await Bun.file(join(import.meta.dir, '../../wrangler.toml')).text());
  expect(wrangler).toMatchObject({
    compatibility_date: COMPATIBILITY_DATE,
    compatibility_flags: COMPATIBILITY_FLAGS,
  });
});
