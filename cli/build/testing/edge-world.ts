import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readChanges } from '../../../origin/changes/read-changes.ts';
import { createChangeStore } from '../../../origin/changes/store.ts';
import type { OpenDatabase } from '../../../platform/database.ts';
import type { ChangeKind } from '../../../shared/contracts/changes.ts';
import { type DatabaseGate, startDatabaseGate } from '../../../testkit/database-gate.ts';
import { type ReplicatedDatabase, replicatedDatabase } from '../../../testkit/replicated-database.ts';
import { freePort, migratedDatabase, type Service, tempDir } from '../../../testkit/services.ts';
import { buildAll } from '../build.ts';
import { type OriginStub, startOriginStub } from './origin-stub.ts';
import { type RunningEdge, startEdge } from './start-edge.ts';
import { type MiniflareOptions, type RunningMiniflare, startMiniflare } from './start-miniflare.ts';

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
  embedDomains?: string[];
  /** User ids; their accounts are made. */
  sharedWith?: string[];
  failureMessage?: string;
};

export type EdgeWorldOptions = {
  /** Runs the worker in Miniflare, with Cloudflare's bindings, instead of plain workerd. */
  miniflare?: Pick<MiniflareOptions, 'country' | 'limits' | 'brokenBucket' | 'bucketBreaksAfterBytes'>;
  /** Gives the edge a replica besides the primary. */
  replicated?: boolean;
};

export type EdgeWorld = {
  edge: RunningEdge;
  /** The same as `edge`, where Miniflare runs it. */
  miniflare: RunningMiniflare | null;
  origin: OriginStub;
  publicUrl: string;
  bundlePath: string;
  /** What the worker is bound to, for a second edge on the same neighbours. */
  bindings: Record<string, string>;
  /** The database itself, past the gates. */
  database: OpenDatabase & Service;
  replicated: ReplicatedDatabase | null;
  /** What stands between the edge and its databases. */
  gates: { primary: DatabaseGate; replica: DatabaseGate | null };
  /** Rows seen from now on; the edge may still hold what it read before. */
  seed(video: SeedVideo): Promise<void>;
  /** Rewrites columns of a video and tells the edge, as origin does in one transaction. Resolves to the entry's number. */
  change(kind: ChangeKind, subject: string, columns?: Record<string, string | number | null>): Promise<number>;
  /** Takes a user off a video's list, as origin does. */
  unshare(videoId: string, userId: string): Promise<void>;
  /** Suspends an account, as origin does. */
  suspendUser(userId: string): Promise<void>;
  /** Ends the database, as when it is away. */
  stopDatabase(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export const GENERATION = 'lx0001';

/** The built worker under a real workerd, a real sqld with the real schema, and a stub of origin. */
export async function startEdgeWorld(
  env: Record<string, string> = {},
  options: EdgeWorldOptions = {},
): Promise<EdgeWorld> {
  await using cleanup = new AsyncDisposableStack();
  const dir = cleanup.use(await tempDir());
  const distDir = join(dir.path, 'dist');
  const { worker } = await buildAll(distDir, { pack: false });
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const assetsDir = join(distDir, 'assets');
  const origin = cleanup.adopt(await startOriginStub({ publicUrl, internalKey, assetsDir }), (it) => it.stop());
  const replicated = options.replicated ? await replicatedDatabase() : null;
  const database = replicated ?? (await migratedDatabase());
  const changes = createChangeStore(database.db);
  origin.readChanges = (after) => readChanges({ changes, clock: () => new Date() }, after);
  let databaseRuns = true;
  const stopDatabase = async () => {
    if (databaseRuns) await database.stop();
    databaseRuns = false;
  };
  cleanup.defer(stopDatabase);
  const gates = {
    primary: cleanup.adopt(startDatabaseGate(database.url), (it) => it.stop()),
    replica: replicated ? cleanup.adopt(startDatabaseGate(replicated.replica.url), (it) => it.stop()) : null,
  };
  origin.replicationIndex = database.replicationIndex;
  const edgeDir = join(dir.path, 'edge');
  await mkdir(edgeDir);
  const bindings = {
    ORIGIN_URL: origin.url,
    PUBLIC_URL: publicUrl,
    DATABASE_URL: gates.primary.url,
    ...(gates.replica ? { DATABASE_REPLICA_URL: gates.replica.url } : {}),
    PLAYBACK_KEYS: playbackKeys,
    INTERNAL_KEY: internalKey,
    REQUEST_LIMITS: 'off', // every test comes from one address
    ...env,
  };
  const bundlePath = worker.path;
  const miniflare = options.miniflare
    ? await startMiniflare({ ...options.miniflare, bundlePath, port, env: bindings })
    : null;
  const edge =
    miniflare ?? (await startEdge({ dir: edgeDir, bundlePath, originAddress: origin.address, port, env: bindings }));
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
    miniflare,
    origin,
    publicUrl,
    bundlePath,
    bindings,
    database,
    replicated,
    gates,
    stopDatabase,
    async seed(video) {
      const ownerId = video.ownerId ?? 'owner';
      await addOwner(ownerId);
      const playable = video.playable ?? true;
      await database.client.execute({
        sql: `insert into videos (id, channel_id, owner_id, title, visibility, status, playable, generation, complete,
          duration_sec, age_restricted, geo_allow, geo_deny, publish_at, embed_domains, failure_message, created_at, updated_at)
          values (?, ?, ?, ?, ?, ?, ?, ?, ?, 12.5, ?, ?, ?, ?, ?, ?, 1, 1)`,
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
          JSON.stringify(video.embedDomains ?? []),
          video.failureMessage ?? null,
        ],
      });
      for (const userId of video.sharedWith ?? []) {
        await addOwner(userId);
        await database.client.execute({
          sql: 'insert into video_shares (video_id, user_id, created_at) values (?, ?, 1)',
          args: [video.id, userId],
        });
      }
    },
    async unshare(videoId, userId) {
      await database.client.batch(
        [
          { sql: 'delete from video_shares where video_id = ? and user_id = ?', args: [videoId, userId] },
          {
            sql: "insert into changes (kind, subject, at) values ('video_revoked', ?, ?)",
            args: [videoId, Date.now()],
          },
        ],
        'write',
      );
    },
    async suspendUser(userId) {
      const at = Date.now();
      await database.client.batch(
        [
          { sql: 'update users set suspended_at = ? where id = ?', args: [at, userId] },
          { sql: "insert into changes (kind, subject, at) values ('user_revoked', ?, ?)", args: [userId, at] },
          {
            sql: "insert into changes (kind, subject, at) select 'video_revoked', id, ? from videos where owner_id = ?",
            args: [at, userId],
          },
        ],
        'write',
      );
    },
    async change(kind, subject, columns = {}) {
      const names = Object.keys(columns);
      const results = await database.client.batch(
        [
          ...(names.length === 0
            ? []
            : [
                {
                  sql: `update videos set ${names.map((name) => `${name} = ?`).join(', ')} where id = ?`,
                  args: [...Object.values(columns), subject],
                },
              ]),
          { sql: 'insert into changes (kind, subject, at) values (?, ?, ?)', args: [kind, subject, Date.now()] },
        ],
        'write',
      );
      return Number(results.at(-1)?.lastInsertRowid);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The stable code of an error answer. */
export async function errorCode(response: Response): Promise<string | undefined> {
  const body = (await response.json()) as { error?: { code?: string } };
  return body.error?.code;
}
