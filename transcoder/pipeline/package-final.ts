import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isManifest } from '../../shared/media/content-types.ts';
import { generationFiles } from '../../shared/media/object-keys.ts';
import {
  type CaptionTrack,
  type Named,
  packagerFolder,
  packageSetArgv,
  type SetPlan,
} from '../plan/package-set-argv.ts';
import { finishMaster, finishMpd } from '../publish/finish-manifests.ts';
import type { MeasuredRung } from '../publish/measure-set.ts';
import { storeSetPlan } from '../publish/set-plan-file.ts';
import { type Upload, uploadFiles } from '../publish/upload-files.ts';
import { runTool } from '../run/run-tool.ts';
import type { StepDeps } from '../steps/step-deps.ts';
import { verifySet } from '../verify/verify-set.ts';
import { encodeDeadlineMs } from './deadlines.ts';

/** Where the tracks of a set lie, by name, and how long it is. */
export type TrackFiles = {
  paths: ReadonlyMap<string, string>;
  captions: readonly (CaptionTrack & { path: string })[];
  durationSec: number;
};

/**
 * One packager run over all tracks, into `setDir`, and the check of what came out. Leaves there what packaging the
 * tracks again needs, too.
 */
export async function packageTracks(
  set: SetPlan,
  { paths, captions, durationSec }: TrackFiles,
  setDir: string,
  deps: Pick<StepDeps, 'tools' | 'sandbox' | 'signal'>,
): Promise<MeasuredRung[]> {
  const cwd = join(setDir, packagerFolder);
  await Promise.all([mkdir(cwd, { recursive: true }), mkdir(join(setDir, 'dash'), { recursive: true })]);
  const all = new Map([...paths, ...captions.map((track) => [track.name, track.path] as const)]);
  const pathOf = ({ name }: Named) => {
    const path = all.get(name);
    if (path === undefined) throw new Error(`no file for ${name}`);
    return path;
  };
  await runTool({
    name: 'packager',
    argv: [deps.tools.packager, ...packageSetArgv(set, captions, pathOf)],
    sandbox: deps.sandbox,
    signal: deps.signal,
    deadlineMs: encodeDeadlineMs({ durationSec }),
    cwd,
  });
  const master = join(setDir, generationFiles.hlsMaster);
  await writeFile(master, finishMaster(await readFile(master, 'utf8'), set.audioTracks[0]));
  const mpd = join(setDir, generationFiles.dashManifest);
  await writeFile(mpd, finishMpd(await readFile(mpd, 'utf8')));
  await storeSetPlan(set, setDir);
  return verifySet(set, captions, setDir);
}

/** Uploads the set at `setDir` below `prefix`: media first, then playlists, the two entry manifests last. */
export async function publishSet(
  setDir: string,
  prefix: string,
  extra: readonly Upload[],
  deps: Pick<StepDeps, 'store' | 'signal' | 'report'>,
): Promise<void> {
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
    await uploadFiles(deps.store, prefix, wave, {
      signal: deps.signal,
      onUploaded: (done) => deps.report('publish', (before + done) / total),
    });
    before += wave.length;
  }
}
