import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import type * as z from 'zod';
import { uploadCompletedSchema, uploadCreatedSchema } from '../../../shared/contracts/uploads.ts';
import { idempotencyKeyHeader, idempotencyReplayedHeader } from '../../../shared/http-headers.ts';
import { idempotencyKeys, uploads } from '../../../shared/schema/index.ts';
import {
  describeVideo,
  outcomeOf,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
} from '../../testing/test-origin.ts';

let origin: TestOrigin;
let user: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
});
beforeEach(async () => {
  user = await origin.signUp();
});
afterAll(() => origin.stop());

const bytes = randomBytes(100);
const video = describeVideo(bytes);

/** A request under `key`, as the user of the test unless another is named. */
function send(key: string, method: string, path: string, body?: unknown, by: { token: string } | null = user) {
  return fetch(`${origin.url}/api/v1${path}`, {
    method,
    headers: {
      ...(by ? { authorization: `Bearer ${by.token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      [idempotencyKeyHeader]: key,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const isReplayed = (response: Response) => response.headers.get(idempotencyReplayedHeader) === 'true';
async function read<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await response.json());
}
const uploadCount = async () =>
  (await origin.db.select().from(uploads).where(eq(uploads.userId, user.session.user.user_id))).length;
/** As it is when the process died after its work and before its answer was stored. */
const dieBeforeTheAnswer = (key: string, claimedUntilMs = 0) =>
  origin.db
    .update(idempotencyKeys)
    .set({ status: null, body: null, claimedUntilMs })
    .where(eq(idempotencyKeys.key, key));

describe('a request sent again under its key', () => {
  test('is answered as before and does nothing, also after origin was started anew', async () => {
    const key = crypto.randomUUID();
    const first = await send(key, 'POST', '/uploads', video);
    expect([first.status, isReplayed(first)]).toEqual([201, false]);
    const answer = await read(first, uploadCreatedSchema);
    for (const quoted of [key, `"${key}"`]) {
      const again = await send(quoted, 'POST', '/uploads', video);
      expect([again.status, isReplayed(again)]).toEqual([201, true]);
      expect(again.headers.get('content-type')).toContain('application/json');
      expect(await read(again, uploadCreatedSchema)).toEqual(answer);
    }
    await origin.restart();
    expect(isReplayed(await send(key, 'POST', '/uploads', video))).toBe(true);
    expect(await uploadCount()).toBe(1);
  });

  test('works for every method, and for answers without a body', async () => {
    const upload = await user.api.createUpload(video);
    const parts = await putParts(upload, bytes);
    const completing = ['POST', `/uploads/${upload.upload_id}/complete`, { parts }] as const;
    const other = await user.api.createUpload(video);
    for (const [method, path, body, status] of [
      [...completing, 202],
      ['PATCH', `/videos/${upload.video_id}`, { title: 'Renamed' }, 200],
      ['DELETE', `/uploads/${other.upload_id}`, undefined, 204],
    ] as const) {
      const key = crypto.randomUUID();
      const first = await send(key, method, path, body);
      const again = await send(key, method, path, body);
      expect([first.status, again.status, isReplayed(again)]).toEqual([status, status, true]);
      expect(await again.text()).toBe(await first.text());
    }
    const key = crypto.randomUUID();
    const answer = await read(await send(key, ...completing), uploadCompletedSchema);
    expect(answer.video_id).toBe(upload.video_id);
  });

  test('that ended an upload is told the same, though the upload is gone', async () => {
    const upload = await user.api.createUpload({ ...video, sha256: '0'.repeat(64) });
    const body = { parts: await putParts(upload, bytes) };
    const complete = () => send('final', 'POST', `/uploads/${upload.upload_id}/complete`, body);
    expect(await outcomeOf(await complete())).toBe('422 checksum_mismatch');
    const again = await complete();
    expect(isReplayed(again)).toBe(true);
    expect(await outcomeOf(again)).toBe('422 checksum_mismatch');
  });
});

describe('a key', () => {
  test('is good for one request: another body, method or path is refused', async () => {
    const { upload_id } = await read(await send('one', 'POST', '/uploads', video), uploadCreatedSchema);
    for (const [method, path, body] of [
      ['POST', '/uploads', { ...video, title: 'Another' }],
      ['POST', `/uploads/${upload_id}/parts`, { part_numbers: [1] }],
      ['DELETE', `/uploads/${upload_id}`, undefined],
    ] as const)
      expect(await outcomeOf(await send('one', method, path, body))).toBe('409 idempotency_key_reused');
    expect((await user.api.uploadStatus(upload_id)).state).toBe('open');
  });

  test("is its user's own", async () => {
    const other = await origin.signUp();
    const mine = await read(await send('shared', 'POST', '/uploads', video), uploadCreatedSchema);
    const theirs = await send('shared', 'POST', '/uploads', video, other);
    expect(isReplayed(theirs)).toBe(false);
    expect((await read(theirs, uploadCreatedSchema)).upload_id).not.toBe(mine.upload_id);
  });

  test('is not used up by a refusal: what was wrong can be mended', async () => {
    const nowhere = { ...video, channel_id: crypto.randomUUID() };
    expect(await outcomeOf(await send('mended', 'POST', '/uploads', nowhere))).toBe('404 not_found');
    expect(await outcomeOf(await send('mended', 'POST', '/uploads', { title: 7 }))).toBe('400 validation_failed');
    expect(await outcomeOf(await send('mended', 'POST', '/uploads', video))).toBe('201');
  });

  test('is forgotten after a day', async () => {
    await send('yesterday', 'POST', '/uploads', video);
    const almost = await origin.db.query.idempotencyKeys.findFirst({ where: (row) => eq(row.key, 'yesterday') });
    const keptMs = (almost?.expiresAt.getTime() ?? 0) - (almost?.createdAt.getTime() ?? 0);
    expect(keptMs).toBe(24 * 3_600_000);
    await origin.db
      .update(idempotencyKeys)
      .set({ expiresAt: new Date(Date.now() - 1) })
      .where(eq(idempotencyKeys.key, 'yesterday'));
    const other = await send('yesterday', 'POST', '/uploads', { ...video, title: 'Another' });
    expect([other.status, isReplayed(other)]).toEqual([201, false]);
    expect(await uploadCount()).toBe(2);
  });

  test('that is no key is refused; reading and signing in have none', async () => {
    expect(await outcomeOf(await send('k'.repeat(256), 'POST', '/uploads', video))).toBe('400 validation_failed');
    const signIn = { email: user.session.user.username, password: 'wrong horse' };
    for (let count = 0; count < 2; count += 1) {
      const response = await send('sign-in', 'POST', '/auth/sign-in', signIn, null);
      expect([response.status, isReplayed(response)]).toEqual([response.status, false]);
      expect(isReplayed(await send('reading', 'GET', '/me'))).toBe(false);
    }
    const kept = await origin.db
      .select()
      .from(idempotencyKeys)
      .where(eq(idempotencyKeys.userId, user.session.user.user_id));
    expect(kept.map((row) => row.key)).not.toContain('sign-in');
    expect(kept.map((row) => row.key)).not.toContain('reading');
  });
});

describe('a process that dies in the middle', () => {
  test('after its work has made one upload, which the next attempt answers', async () => {
    const first = await read(await send('crash', 'POST', '/uploads', video), uploadCreatedSchema);
    await dieBeforeTheAnswer('crash');
    const again = await send('crash', 'POST', '/uploads', video);
    expect(isReplayed(again)).toBe(false);
    const second = await read(again, uploadCreatedSchema);
    expect([second.upload_id, second.video_id]).toEqual([first.upload_id, first.video_id]);
    expect(await uploadCount()).toBe(1);
    const parts = await putParts(second, bytes);
    expect((await user.api.completeUpload(second.upload_id, { parts })).status).toBe('processing');
  });

  test('before the object store knew the upload leaves one that the next attempt opens there', async () => {
    const first = await read(await send('half', 'POST', '/uploads', video), uploadCreatedSchema);
    await dieBeforeTheAnswer('half');
    await origin.db.update(uploads).set({ storeUploadId: '' }).where(eq(uploads.id, first.upload_id));
    expect((await user.api.listUploads()).uploads).toEqual([]);
    const second = await read(await send('half', 'POST', '/uploads', video), uploadCreatedSchema);
    expect(second.upload_id).toBe(first.upload_id);
    const parts = await putParts(second, bytes);
    expect((await user.api.completeUpload(second.upload_id, { parts })).status).toBe('processing');
  });

  test('is waited for as long as it may still be alive', async () => {
    await send('alive', 'POST', '/uploads', video);
    await dieBeforeTheAnswer('alive', Date.now() + 60_000);
    const early = await send('alive', 'POST', '/uploads', video);
    expect(early.headers.get('retry-after')).toBe('1');
    expect(await outcomeOf(early)).toBe('409 idempotency_in_progress');
    await dieBeforeTheAnswer('alive', Date.now() - 1_000);
    expect(await outcomeOf(await send('alive', 'POST', '/uploads', video))).toBe('201');
    expect(await uploadCount()).toBe(1);
  });
});

test('the API document names the header where it is honoured', async () => {
  const { paths } = (await (await origin.request('GET', '/openapi.json')).json()) as {
    paths: Record<string, Record<string, { parameters?: { name: string }[] }>>;
  };
  const takesKey = (method: string, path: string) =>
    paths[`/api/v1${path}`]?.[method]?.parameters?.some((parameter) => parameter.name === 'Idempotency-Key') ?? false;
  for (const [method, path] of [
    ['post', '/uploads'],
    ['post', '/uploads/{upload_id}/complete'],
    ['delete', '/uploads/{upload_id}'],
    ['patch', '/videos/{video_id}'],
  ] as const)
    expect({ path, takesKey: takesKey(method, path) }).toEqual({ path, takesKey: true });
  expect([takesKey('get', '/me'), takesKey('post', '/auth/sign-in')]).toEqual([false, false]);
});
