import { parseEnvironment } from '../../platform/config.ts';
import type { Database } from '../../platform/database.ts';
import { createLog } from '../../platform/log.ts';
import { createObjectStore } from '../../platform/object-store/from-config.ts';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import { createQueue } from '../../platform/queue.ts';
import { connectRedis } from '../../platform/redis.ts';
import { toBase64Url } from '../../shared/base64url.ts';
import { type ApiClient, createApiClient, signedUp } from '../../shared/client/api-client.ts';
import type { Session } from '../../shared/contracts/auth.ts';
import {
  type TranscodeJob,
  type TranscodeResult,
  transcodeQueue,
  transcodeResultsQueue,
} from '../../shared/contracts/transcode.ts';
import type { CreateUpload, UploadCreated, UploadPartUrl } from '../../shared/contracts/uploads.ts';
import { type ErrorCode, isErrorBody } from '../../shared/errors.ts';
import { freePort, migratedDatabase, startRedis, tempDir } from '../../testkit/services.ts';
import { originConfigSchema } from '../config.ts';
import { startOrigin } from '../start-origin.ts';

export type TestUser = { session: Session; api: ApiClient; token: string };
export type TestOrigin = Awaited<ReturnType<typeof startTestOrigin>>;

export const mebibyte = 1024 ** 2;
const secret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));

/** The whole service on a database, a Redis and a directory of its own. `variables` go over the defaults. */
export async function startTestOrigin(variables: Record<string, string> = {}) {
  const database = await migratedDatabase();
  const redis = await startRedis();
  const dir = await tempDir();
  const url = `http://127.0.0.1:${await freePort()}`;
  const env = {
    KINORA_ORIGIN_PORT: new URL(url).port,
    KINORA_PUBLIC_URL: url,
    KINORA_DATABASE_URL: database.url,
    KINORA_REDIS_URL: redis.url,
    KINORA_STORAGE_DIR: dir.path,
    KINORA_STORAGE_SIGNING_KEY: secret(),
    KINORA_AUTH_SECRET: secret(),
    KINORA_INTERNAL_KEY: secret(),
    KINORA_UPLOADS_PER_HOUR: '1000',
    KINORA_OPEN_UPLOADS: '1000',
    KINORA_LOG_LEVEL: process.env.KINORA_LOG_LEVEL ?? 'silent',
    ...variables,
  };
  const config = parseEnvironment(originConfigSchema, env);
  const start = (using = config) => startOrigin(using, createLog({ service: 'origin', level: using.KINORA_LOG_LEVEL }));
  let origin = await start();
  const others: Awaited<ReturnType<typeof start>>[] = [];
  const queueRedis = connectRedis(redis.url);
  const jobs = createQueue<TranscodeJob>(transcodeQueue, queueRedis);
  const results = createQueue<TranscodeResult>(transcodeResultsQueue, queueRedis);

  // Redis goes away at the end of a test; without a listener that would be printed.
  for (const queue of [jobs, results]) queue.on('error', () => {});

  return {
    url,
    config,
    redisUrl: redis.url,
    db: database.db as Database,
    objects: (await createObjectStore(config.storage)) as ObjectStore,
    app: () => origin.app,
    async restart(): Promise<void> {
      await origin.stop();
      origin = await start();
    },
    /** The same service once more, on a port of its own and everything else shared but `differing`. Ends with `stop`. */
    async startAnother(differing: Record<string, string> = {}) {
      const config = parseEnvironment(originConfigSchema, { ...env, KINORA_ORIGIN_PORT: '0', ...differing });
      const other = await start(config);
      others.push(other);
      return {
        url: other.url,
        apiOf: ({ token }: TestUser) => createApiClient({ baseUrl: other.url, accessToken: token }),
      };
    },
    /** The queues as the transcoder sees them. */
    jobs,
    results,
    async stop(): Promise<void> {
      await Promise.all([origin, ...others].map((one) => one.stop()));
      await Promise.all([jobs.close(), results.close()]);
      queueRedis.disconnect();
      await redis.stop();
      await database.stop();
      await dir.remove();
    },
    async signUp(): Promise<TestUser> {
      const username = `user_${crypto.randomUUID().slice(0, 8)}a`;
      const person = { email: `${username}@example.test`, password: 'correct horse', username };
      const session = signedUp(await createApiClient({ baseUrl: url }).signUp(person));
      const token = session.access_token;
      return { session, token, api: createApiClient({ baseUrl: url, accessToken: token }) };
    },
    /** A plain request under /api/v1; JSON when there is a body. */
    request(method: string, path: string, options: { token?: string; body?: unknown } = {}): Promise<Response> {
      return fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      });
    },
  };
}

/** A row with the video of an upload that is complete, as far as the database knows. */
export async function uploadWholeVideo(user: TestUser, more: Partial<CreateUpload> = {}): Promise<string> {
  const bytes = randomBytes(100);
  const upload = await user.api.createUpload(describeVideo(bytes, more));
  await user.api.completeUpload(upload.upload_id, { parts: await putParts(upload, bytes) });
  return upload.video_id;
}

/** What a test says about a video it uploads; `bytes` decide the size. */
export function describeVideo(bytes: Uint8Array, more: Partial<CreateUpload> = {}): CreateUpload {
  return { filename: 'clip.mp4', mime: 'video/mp4', title: 'A clip', size_bytes: bytes.length, ...more };
}

/** Sends one part and returns its ETag as the store gave it. */
export async function putPart(part: UploadPartUrl, upload: { part_size: number }, bytes: Uint8Array): Promise<string> {
  const start = (part.part_number - 1) * upload.part_size;
  const body = bytes.slice(start, start + upload.part_size);
  const response = await fetch(part.url, { method: 'PUT', body });
  if (!response.ok) throw new Error(`part ${part.part_number}: ${response.status} ${await response.text()}`);
  return response.headers.get('etag') ?? '';
}

/** Sends all parts of an upload; returns what `complete` wants. */
export async function putParts(upload: UploadCreated, bytes: Uint8Array) {
  return Promise.all(
    upload.parts.map(async (part) => ({
      part_number: part.part_number,
      etag: await putPart(part, upload, bytes),
    })),
  );
}

/** Bytes without a pattern that two parts could share, begun like an MP4 file: nothing else is accepted. */
export function randomBytes(sizeBytes: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeBytes);
  for (let at = 0; at < sizeBytes; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  bytes.set(new TextEncoder().encode('\0\0\0\x18ftypisom').subarray(0, sizeBytes));
  return bytes;
}

/** `409 upload_not_open`, or the status alone when the body is no error. */
export async function outcomeOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  return isErrorBody(body) ? `${response.status} ${body.error.code}` : String(response.status);
}

/** The code of the `AppError` that `promise` rejects with. */
export async function errorCodeOf(promise: Promise<unknown>): Promise<ErrorCode | string> {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
