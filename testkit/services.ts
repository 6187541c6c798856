import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { migrateDatabase, type OpenDatabase, openDatabase } from '../platform/database.ts';
import { type Child, spawnChild } from '../platform/process/spawn-child.ts';
import { connectRedis } from '../platform/redis.ts';
import { requireEngine } from './engines.ts';
import { waitFor } from './wait-for.ts';

export { waitFor } from './wait-for.ts';

export type Service = { url: string; stop(): Promise<void> };
export type S3Service = {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  bucket: string;
  stop(): Promise<void>;
};

const host = '127.0.0.1';

/** Below the ports that outgoing connections are given: those could take one before a server that is starting does. */
const PORTS = { from: 10_240, to: 32_000 };

/** A TCP port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    if (await canListen(port)) return port;
  }
  throw new Error('no free port');
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, host, () => resolve(true));
  });
  if (!(await isListening)) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}

/** A fresh directory, removed with all it holds by `await using` or `remove()`. */
export async function tempDir(): Promise<{
  path: string;
  remove(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), 'kinora-test-'));
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 5 });
  return { path, remove, [Symbol.asyncDispose]: remove };
}

/** libSQL's server on an empty database; `options` are further ones of its own. */
export function startSqld(options: readonly string[] = []): Promise<Service> {
  return startService('sqld', 'http', (port, dir) => ({
    argv: [
      requireEngine('sqld'),
      ...['-d', join(dir, 'data'), '--http-listen-addr', `${host}:${port}`, '--no-welcome', ...options],
    ],
    isReady: async (url) => (await fetch(`${url}/health`)).ok,
  }));
}

/** An empty Redis that keeps nothing; `noeviction`, as BullMQ demands. `onPort`: where one was before, or is looked for. */
export function startRedis(onPort?: number): Promise<Service & { pid: number }> {
  const plan = (port: number, dir: string): Plan => ({
    argv: [
      requireEngine('redis-server'),
      ...['--port', String(port), '--bind', host, '--dir', dir, '--save', '', '--appendonly', 'no'],
      ...['--maxmemory-policy', 'noeviction'],
    ],
    isReady: async (url) => {
      const redis = connectRedis(url);
      try {
        return (await redis.ping()) === 'PONG';
      } finally {
        redis.disconnect();
      }
    },
  });
  return startService('redis-server', 'redis', plan, onPort);
}

/** A database with all migrations run; `sqld` is an empty one of the caller's, and stopped with it. */
export async function migratedDatabase(sqld?: Service): Promise<OpenDatabase & Service> {
  const server = sqld ?? (await startSqld());
  const database = openDatabase({ url: server.url });
  const stop = async () => {
    database.close();
    await server.stop();
  };
  try {
    await migrateDatabase(database.db);
    return { ...database, url: server.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * A bucket on a real S3 server: the one named by KINORA_TEST_S3_ENDPOINT, _ACCESS_KEY_ID, _SECRET_ACCESS_KEY and
 * _BUCKET when a whole run shares it, else a radosgw of one's own (≈ 2 s to boot).
 */
export async function startS3(): Promise<S3Service> {
  return sharedS3() ?? startOwnS3();
}

/** The same, shared with nobody. `killGateway` kills what speaks S3 outright; it comes back by itself on the same objects. */
export async function startOwnS3(): Promise<S3Service & { killGateway(): Promise<void> }> {
  requireEngine('radosgw');
  const keys = { accessKeyId: 'kinora-test', secretAccessKey: crypto.randomUUID() };
  const { dir, ...service } = await startS3Script('radosgw', keys, async (dir, port) => ({
    RADOSGW_DIR: dir,
    RADOSGW_PORT: port,
    RADOSGW_MON_PORT: String(await freePort()),
    RADOSGW_ACCESS_KEY_ID: keys.accessKeyId,
    RADOSGW_SECRET_ACCESS_KEY: keys.secretAccessKey,
  }));
  const killGateway = async () => void process.kill(Number(await Bun.file(join(dir, 'radosgw.pid')).text()), 'SIGKILL');
  return { ...service, killGateway };
}

/** The variables by which every service of Kinora finds that bucket. */
export const s3Environment = (s3: Omit<S3Service, 'stop'>) => ({
  KINORA_S3_BUCKET: s3.bucket,
  KINORA_S3_ENDPOINT: s3.endpoint,
  KINORA_S3_REGION: s3.region,
  KINORA_S3_ACCESS_KEY_ID: s3.accessKeyId,
  KINORA_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
});

/** A bucket on OpenStack Swift's S3 interface, which differs from S3 in other ways than radosgw does (≈ 2 s to boot). */
export async function startSwift(): Promise<S3Service> {
  requireEngine('swift-proxy-server');
  const keys = { accessKeyId: 'kinora:test', secretAccessKey: crypto.randomUUID() };
  return startS3Script('swift', keys, async (dir, port) => ({
    SWIFT_DIR: dir,
    SWIFT_PORT: port,
    SWIFT_ACCOUNT_PORT: String(await freePort()),
    SWIFT_CONTAINER_PORT: String(await freePort()),
    SWIFT_OBJECT_PORT: String(await freePort()),
    SWIFT_SECRET_ACCESS_KEY: keys.secretAccessKey,
  }));
}

/** Runs `NAME.sh` beside this file, which says "ready" when its server is, and makes a bucket there. */
async function startS3Script(
  name: string,
  keys: Pick<S3Service, 'accessKeyId' | 'secretAccessKey'>,
  settings: (dir: string, port: string) => Promise<Record<string, string>>,
): Promise<S3Service & { dir: string }> {
  const dir = await tempDir();
  const service = { endpoint: `http://${host}:${await freePort()}`, region: 'default', bucket: 'kinora', ...keys };
  const output: string[] = [];
  const child = spawnChild({
    argv: ['/bin/sh', fileURLToPath(new URL(`./${name}.sh`, import.meta.url))],
    env: { PATH: process.env.PATH ?? '', ...(await settings(dir.path, new URL(service.endpoint).port)) },
    onStdoutLine: (line) => output.push(line),
    onStderrLine: (line) => output.push(line),
  });
  const stop = async () => {
    await child.stop(10_000);
    await dir.remove();
  };
  try {
    await whenReady(name, child, output, 120_000, async () => {
      if (!output.includes('ready')) return false;
      await (await fetch(service.endpoint)).arrayBuffer();
      await makeBucket(service);
      return true;
    });
    return { ...service, dir: dir.path, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function makeBucket({ endpoint, region, accessKeyId, secretAccessKey, bucket }: Omit<S3Service, 'stop'>) {
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
}

function sharedS3(): S3Service | null {
  const { KINORA_TEST_S3_ENDPOINT: endpoint, KINORA_TEST_S3_BUCKET: bucket } = process.env;
  const { KINORA_TEST_S3_ACCESS_KEY_ID: accessKeyId, KINORA_TEST_S3_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (!endpoint) return null;
  if (!bucket || !accessKeyId || !secretAccessKey)
    throw new Error('KINORA_TEST_S3_ENDPOINT needs KINORA_TEST_S3_BUCKET, _ACCESS_KEY_ID and _SECRET_ACCESS_KEY');
  const region = process.env.KINORA_TEST_S3_REGION ?? 'default';
  return { endpoint, region, bucket, accessKeyId, secretAccessKey, stop: async () => {} };
}

type Plan = { argv: [string, ...string[]]; isReady(url: string): Promise<boolean> };

/** Starts a program on a free port in a directory of its own; `stop` removes both. */
export async function startService(
  name: string,
  scheme: string,
  plan: (port: number, dir: string) => Plan | Promise<Plan>,
  onPort?: number,
): Promise<Service & { pid: number }> {
  const dir = await tempDir();
  const port = onPort ?? (await freePort());
  const url = `${scheme}://${host}:${port}`;
  const output: string[] = [];
  const { argv, isReady } = await plan(port, dir.path);
  const child = spawnChild({
    argv,
    cwd: dir.path,
    onStdoutLine: (line) => output.push(line),
    onStderrLine: (line) => output.push(line),
  });
  const stop = async () => {
    await child.stop(5_000);
    await dir.remove();
  };
  try {
    await whenReady(name, child, output, 30_000, () => isReady(url));
    return { url, pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves when `isReady`; rejects with the program's last words when it ended or took too long. */
async function whenReady(
  name: string,
  child: Child,
  output: readonly string[],
  timeoutMs: number,
  isReady: () => Promise<boolean>,
): Promise<void> {
  const gone = child.exited.then(({ code, signal }) => {
    throw new Error(`${name} ended early (${code ?? signal}):\n${output.slice(-15).join('\n')}`);
  });
  gone.catch(() => {});
  try {
    await Promise.race([gone, waitFor(isReady, { timeoutMs, intervalMs: 20, what: `${name} to be ready` })]);
  } catch (error) {
    throw new Error(`${name} is not ready:\n${output.slice(-15).join('\n')}`, { cause: error });
  }
}
