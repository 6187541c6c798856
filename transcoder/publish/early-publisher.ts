import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { generationFiles } from '../../shared/media/object-keys.ts';
import type { Plan } from '../plan/make-plan.ts';
import { earlyMpd, earlyPlaylist, mpdTimelines, playlistFiles } from './manifests.ts';
import { type Upload, uploadFiles } from './upload-files.ts';

export type EarlyPublisher = {
  /** Publishes what has been packaged so far; true when that is (or already was) enough to start playing. */
  publishGrowth(): Promise<boolean>;
  /** Publishes the rest and closes the manifests. Call after the packager has ended. */
  publishComplete(): Promise<void>;
};

/** Copies a set that the packager is still writing at `setDir` to `prefix`: segments before the manifests that name them. */
export function createEarlyPublisher(options: {
  store: ObjectStore;
  prefix: string;
  setDir: string;
  plan: Plan;
  signal: AbortSignal;
  clock: () => number;
}): EarlyPublisher {
  const { store, prefix, setDir, plan, signal } = options;
  const playlistNames = [
    `hls/${plan.firstRung.name}.m3u8`,
    ...plan.audioTracks.slice(0, 1).map((track) => `hls/${track.name}.m3u8`),
  ];
  const startedAtMs = options.clock();
  const uploaded = new Set<string>();
  const published = new Map<string, string>();
  // An audio segment may exceed the video's by one frame, and a rounded-up whole second covers that.
  const targetSec = Math.ceil(plan.segmentSec + plan.gopSec / 2);

  const publish = async (isComplete: boolean): Promise<boolean> => {
    const [mpd, master, ...playlists] = await Promise.all(
      [generationFiles.dashManifest, generationFiles.hlsMaster, ...playlistNames].map((name) =>
        readIfThere(join(setDir, name)),
      ),
    );
    if (mpd === null || mpd === undefined || master === null || master === undefined) return false;
    const timelines = mpdTimelines(mpd);
    // Each track needs an init segment and one more, in both formats.
    const named = [
      ...timelines.map(({ files }) => files),
      ...playlists.map((text) => (text ? playlistFiles(text) : [])),
    ];
    if (timelines.length < playlistNames.length || named.some((files) => files.length < 2)) return false;

    const segments = [...new Set(named.flat())].filter((file) => !uploaded.has(file));
    await uploadFiles(
      store,
      prefix,
      segments.map((name) => ({ name, content: { path: join(setDir, name) } })),
      { signal },
    );
    for (const name of segments) uploaded.add(name);
    const put = async (texts: Upload[]) => {
      const changed = texts.filter(({ name, content }) => 'text' in content && published.get(name) !== content.text);
      await uploadFiles(store, prefix, changed, { signal });
      for (const { name, content } of changed) if ('text' in content) published.set(name, content.text);
    };
    await put([
      ...playlistNames.map((name, index) => ({
        name,
        content: { text: earlyPlaylist(playlists[index] ?? '', { targetSec, isComplete }) },
      })),
      {
        name: generationFiles.dashManifest,
        content: { text: earlyMpd(mpd, { durationSec: plan.durationSec, startedAtMs, isComplete }) },
      },
    ]);
    await put([{ name: generationFiles.hlsMaster, content: { text: master } }]);
    return true;
  };

  return {
    publishGrowth: () => publish(false),
    async publishComplete() {
      if (!(await publish(true))) throw new Error('the packager ended without a complete set');
    },
  };
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
