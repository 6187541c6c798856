import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isManifest } from '../../shared/media/content-types.ts';
import { generationFiles } from '../../shared/media/object-keys.ts';
import type { Rung } from '../plan/make-plan.ts';
import { finalPackageArgv, packagerFolder } from '../plan/package-argv.ts';
import { type Upload, uploadFiles } from '../publish/upload-files.ts';
import { runTool } from '../run/run-tool.ts';
import { encodeDeadlineMs } from './deadlines.ts';
import type { Run } from './pipeline-types.ts';

/** One packager run over all encoded rungs, into `setDir`. */
export async function packageFinal(run: Run, setDir: string, pathOf: (rung: Rung) => string): Promise<void> {
  const cwd = join(setDir, packagerFolder);
  await Promise.all([mkdir(cwd, { recursive: true }), mkdir(join(setDir, 'dash'), { recursive: true })]);
  await runTool({
    name: 'packager',
    argv: [run.deps.tools.packager, ...finalPackageArgv(run.plan, pathOf)],
    sandbox: run.deps.sandbox,
    signal: run.deps.signal,
    deadlineMs: encodeDeadlineMs(run.plan),
    cwd,
  });
}

/** Uploads the set at `setDir` below `prefix`: media first, then playlists, the two entry manifests last. */
export async function publishSet(run: Run, setDir: string, prefix: string, extra: readonly Upload[]): Promise<void> {
  const names = (await readdir(setDir, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(setDir.length + 1));
  const entryPoints: string[] = [generationFiles.hlsMaster, generationFiles.dashManifest];
  const toUpload = (name: string): Upload => ({ name, content: { path: join(setDir, name) } });
  const waves = [
    [...extra, ...names.filter((name) => !isManifest(name)).map(toUpload)],
    names.filter((name) => isManifest(name) && !entryPoints.includes(name)).map(toUpload),
    entryPoints.map(toUpload),
  ];
  const total = waves.flat().length;
  let before = 0;
  for (const wave of waves) {
    await uploadFiles(run.deps.store, prefix, wave, {
      signal: run.deps.signal,
      onUploaded: (done) => run.progress.at('publish', (before + done) / total),
    });
    before += wave.length;
  }
}
