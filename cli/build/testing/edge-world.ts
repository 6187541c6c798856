import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, migratedDatabase, tempDir } from '../../../testkit/services.ts';
import { buildAll } from '../build.ts';
import { type OriginStub, startOriginStub } from './origin-stub.ts';
import { type RunningEdge, startEdge } from './start-edge.ts';

export const internalKey = Buffer.alloc(32, 7).toString('base64url');
export const playbackKeys = `k1:${Buffer.alloc(32, 9).toString('base64url')}`;

export type SeedVideo = {
  id: string;
  ownerId?: string;
  title?: string;
  visibility?: 'public' | 'unlisted' | 'private';
  status?: 'uploading' | 'processing' | 'ready' | 'failed';
  playable?: boolean;
  complete?: boolean;
  ageRestricted?: boolean;
  geoAllow?: string[];
  geoDeny?: string[];
  publishAtMs?: number;
  failureMessage?: string;
};

export type EdgeWorld = {
  edge: RunningEdge;
  origin: OriginStub;
  publicUrl: string;
  bundlePath: string;
  /** Rows seen from now on; the edge may still hold what it read before. */
  seed(video: SeedVideo): Promise<void>;
  /** Ends the database, as when it is away. */
  stopDatabase(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export const GENERATION = 'lx0001';

/** The built worker under a real workerd, a real sqld with the real schema, and a stub of origin. */
export async function startEdgeWorld(env: Record<string, string> = {}): Promise<EdgeWorld> {
  await using cleanup = new AsyncDisposableStack();
  const dir = cleanup.use(await tempDir());
  const distDir = join(dir.path, 'dist');
  const { worker } = await buildAll(distDir);
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const assetsDir = join(distDir, 'assets');
  const origin = cleanup.adopt(await startOriginStub({ publicUrl, internalKey, assetsDir }), (it) => it.stop());
  const database = await migratedDatabase();
  let databaseRuns = true;
  const stopDatabase = async () => {
    if (databaseRuns) await database.stop();
    databaseRuns = false;
  };
  cleanup.defer(stopDatabase);
  const edgeDir = join(dir.path, 'edge');
  await mkdir(edgeDir);
  const edge = await startEdge({
    dir: edgeDir,
    bundlePath: worker.path,
    originAddress: origin.address,
    port,
    env: {
      ORIGIN_URL: origin.url,
      PUBLIC_URL: publicUrl,
      DATABASE_URL: database.url,
      PLAYBACK_KEYS: playbackKeys,
      INTERNAL_KEY: internalKey,
      ...env,
    },
  });
  cleanup.adopt(edge, (it) => it.stop());

  const owners = new Set<string>();
  async function addOwner(userId: string): Promise<void> {
    if (owners.has(userId)) return;
    owners.add(userId);
    await database.client.execute({
      sql: 'insert into users (id, name, email, username, created_at, updated_at) values (?, ?, ?, ?, 1, 1)',
      args: [userId, userId, `${userId}@example.com`, userId],
    });
    await database.client.execute({
      sql: 'insert into channels (id, owner_id, handle, name, created_at, updated_at) values (?, ?, ?, ?, 1, 1)',
      args: [`channel-${userId}`, userId, userId, `Channel of ${userId}`],
    });
  }

  const kept = cleanup.move();
  return {
    edge,
    origin,
    publicUrl,
    bundlePath: worker.path,
    stopDatabase,
    async seed(video) {
      const ownerId = video.ownerId ?? 'owner';
      await addOwner(ownerId);
      const playable = video.playable ?? true;
      await database.client.execute({
        sql: `insert into videos (id, channel_id, owner_id, title, visibility, status, playable, generation, complete,
          duration_sec, age_restricted, geo_allow, geo_deny, publish_at, failure_message, created_at, updated_at)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?, 12.5, ?, ?, ?, ?, ?, 1, 1)`,
        args: [
          video.id,
          `channel-${ownerId}`,
          ownerId,
          video.title ?? `Title of ${video.id}`,
          video.visibility ?? 'public',
          video.status ?? 'ready',
          playable ? 1 : 0,
          playable ? GENERATION : null,
          (video.complete ?? playable) ? 1 : 0,
          video.ageRestricted ? 1 : 0,
          JSON.stringify(video.geoAllow ?? []),
          JSON.stringify(video.geoDeny ?? []),
          video.publishAtMs ?? null,
          video.failureMessage ?? null,
        ],
      });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The stable code of an error answer. */
export async function errorCode(response: Response): Promise<string | undefined> {
  const body = (await response.json()) as { error?: { code?: string } };
  return body.error?.code;
}
