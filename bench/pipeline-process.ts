// Our whole pipeline in a process of its own, so that the kernel's accounting covers exactly it and its children.
// usage: bun bench/pipeline-process.ts CLIP STORE_DIR early|late
import { join } from 'node:path';
import { createLog } from '../platform/log.ts';
import { createObjectStore } from '../platform/object-store/from-config.ts';
import { defaultLadder } from '../shared/media/ladder.ts';
import { objectKeys } from '../shared/media/object-keys.ts';
import { runPipeline } from '../transcoder/pipeline/run-pipeline.ts';
import { detectSandbox } from '../transcoder/run/sandbox.ts';
import { findTools } from '../transcoder/tools/find-tools.ts';

const [clip, storeDir, mode] = process.argv.slice(2);
if (!clip || !storeDir || !mode) throw new Error('usage: pipeline-process.ts CLIP STORE_DIR early|late');

const startedAt = performance.now();
const store = await createObjectStore({ kind: 'filesystem', rootDir: storeDir, publicUrl: 'http://127.0.0.1' });
const videoId = 'benchmark__';
const originalKey = objectKeys.original(videoId, 'bench');
await store.putFile(originalKey, clip, { contentType: 'video/mp4' });
await runPipeline(
  { videoId, originalKey, earlyPublish: mode === 'early' },
  {
    store,
    tools: findTools({}),
    sandbox: await detectSandbox(4 * 2 ** 30),
    ladder: defaultLadder,
    limits: { maxDurationSec: 86_400, maxPixels: 8192 * 8192, maxStreams: 64 },
    stallMs: 120_000,
    workRoot: join(storeDir, 'work'),
    signal: new AbortController().signal,
    log: createLog({ service: 'bench', level: 'error' }),
    clock: Date.now,
    onProgress: () => {},
    onResult: async ({ kind }) => {
      console.log(JSON.stringify({ kind, wallSec: (performance.now() - startedAt) / 1000 }));
    },
  },
);
