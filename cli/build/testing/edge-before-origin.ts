import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startTestOrigin, type TestOrigin } from '../../../origin/testing/test-origin.ts';
import { freePort, tempDir } from '../../../testkit/services.ts';
import { buildAll } from '../build.ts';
import { internalKey, playbackKeys } from './edge-world.ts';
import { type RunningEdge, startEdge } from './start-edge.ts';

export type EdgeBeforeOrigin = {
  edge: RunningEdge;
  origin: TestOrigin;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The built worker under a real workerd before the real origin, on one database. */
export async function startEdgeBeforeOrigin(): Promise<EdgeBeforeOrigin> {
  await using cleanup = new AsyncDisposableStack();
  const dir = cleanup.use(await tempDir());
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const variables = { KINORA_PUBLIC_URL: publicUrl, KINORA_INTERNAL_KEY: internalKey };
  const origin = cleanup.adopt(await startTestOrigin(variables), (it) => it.stop());
  const { worker } = await buildAll(join(dir.path, 'dist'), { pack: false });
  const edgeDir = join(dir.path, 'edge');
  await mkdir(edgeDir);
  const env = {
    ORIGIN_URL: origin.url,
    PUBLIC_URL: publicUrl,
    DATABASE_URL: origin.config.KINORA_DATABASE_URL,
    PLAYBACK_KEYS: playbackKeys,
    INTERNAL_KEY: internalKey,
    REQUEST_LIMITS: 'off',
  };
  const originAddress = new URL(origin.url).host;
  const edge = cleanup.adopt(
    await startEdge({ dir: edgeDir, bundlePath: worker.path, originAddress, port, env }),
    (it) => it.stop(),
  );
  const kept = cleanup.move();
  return { edge, origin, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
