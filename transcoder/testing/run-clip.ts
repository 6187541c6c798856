import { join } from 'node:path';
import { createLog } from '../../platform/log.ts';
import { createFilesystemStore } from '../../platform/object-store/filesystem-store.ts';
import type { TranscodeProgress, TranscodeResult } from '../../shared/contracts/transcode.ts';
import { defaultLadder, type LadderPreset } from '../../shared/media/ladder.ts';
import { requireEngine } from '../../testkit/engines.ts';
import { type PipelineDeps, runPipeline } from '../pipeline/run-pipeline.ts';
import { detectSandbox } from '../run/sandbox.ts';

export const videoId = 'AAAAAAAAAAA';
export const originalKey = `originals/${videoId}/upload`;

/** The pipeline on real programs and a filesystem store below `dir`, for tests. */
export async function pipelineIn(dir: string, overrides: Partial<PipelineDeps> = {}) {
  const store = createFilesystemStore({ rootDir: join(dir, 'store'), publicUrl: 'http://127.0.0.1' });
  const results: TranscodeResult[] = [];
  const progress: TranscodeProgress[] = [];
  const deps: PipelineDeps = {
    store,
    tools: {
      ffmpeg: requireEngine('ffmpeg'),
      ffprobe: requireEngine('ffprobe'),
      packager: requireEngine('packager'),
    },
    sandbox: await detectSandbox(4 * 2 ** 30),
    ladder: fastLadder,
    limits: { maxDurationSec: 3600, maxPixels: 4096 * 2304, maxStreams: 16 },
    stallMs: 30_000,
    workRoot: join(dir, 'work'),
    signal: new AbortController().signal,
    log: createLog({ service: 'transcoder-test', level: 'silent' }),
    clock: Date.now,
    onProgress: (report) => progress.push(report),
    onResult: async (result) => void results.push(result),
    ...overrides,
  };
  return {
    store,
    deps,
    results,
    progress,
    async run(file: string, options: { earlyPublish?: boolean } = {}) {
      await store.putFile(originalKey, file, { contentType: 'application/octet-stream' });
      await runPipeline({ videoId, originalKey, ...options }, deps);
    },
    async keys(prefix: string) {
      const keys: string[] = [];
      for await (const { key } of store.list(prefix)) keys.push(key);
      return keys.sort();
    },
    async text(key: string) {
      const object = await store.get(key);
      if (!object) throw new Error(`no object ${key}`);
      return new Response(object.body).text();
    },
    /** An init segment and the media segments after it, as the one file a demuxer wants. */
    async join(prefix: string, track: string, path: string) {
      const names = (await this.keys(`${prefix}${track}/`)).filter((key) => key.endsWith('.m4s'));
      const parts = await Promise.all(
        [`${prefix}${track}/init.mp4`, ...names].map(async (key) => new Response((await store.get(key))?.body).bytes()),
      );
      await Bun.write(path, Buffer.concat(parts));
      return names;
    },
  };
}

/** The real policy with the fastest encoder setting. */
export const fastLadder: LadderPreset = { ...defaultLadder, x264Preset: 'ultrafast' };

export type Packet = { ptsSec: number; isKey: boolean };

/** The video packets of a file in presentation order. */
export async function readPackets(path: string): Promise<Packet[]> {
  const child = Bun.spawn(
    [
      ...[requireEngine('ffprobe'), '-v', 'error', '-select_streams', 'v:0'],
      ...['-show_entries', 'packet=pts_time,flags', '-of', 'csv=p=0', path],
    ],
    { stdout: 'pipe', stderr: 'inherit' },
  );
  const text = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error(`ffprobe cannot read ${path}`);
  return text
    .trim()
    .split('\n')
    .map((line) => ({ ptsSec: Number(line.split(',')[0]), isKey: line.includes('K') }))
    .sort((a, b) => a.ptsSec - b.ptsSec);
}
