import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { UnrecoverableError } from 'bullmq';
import { desc, eq } from 'drizzle-orm';
import { createWorker } from '../../platform/queue.ts';
import { connectRedis, type Redis } from '../../platform/redis.ts';
import { createApiClient } from '../../shared/client/api-client.ts';
import {
  healthReportSchema,
  queuesSchema,
  type ServiceName,
  storageTotalsSchema,
} from '../../shared/contracts/admin.ts';
import { transcodeQueue } from '../../shared/contracts/transcode.ts';
import { userListSchema } from '../../shared/contracts/users.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { auditLog, users, videoStorage } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/services.ts';
import {
  outcomeOf,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
  uploadWholeVideo,
} from '../testing/test-origin.ts';

let origin: TestOrigin;
let redis: Redis;
let admin: TestUser;
let creator: TestUser;
beforeAll(async () => {
  origin = await startTestOrigin();
  redis = connectRedis(origin.redisUrl, { forBullmq: true });
  creator = await origin.signUp();
  admin = await withRole('admin');
});
afterAll(async () => {
  redis.disconnect();
  await origin.stop();
});

async function withRole(role: 'admin' | 'moderator'): Promise<TestUser> {
  const { session, api } = await origin.signUp();
  await origin.db.update(users).set({ role }).where(eq(users.id, session.user.user_id));
  const person = { email: `${session.user.username}@example.test`, password: 'correct horse' };
  const again = await createApiClient({ baseUrl: origin.url }).signIn(person);
  return { session: again, token: again.access_token, api };
}
const nameOf = ({ session }: TestUser) => session.user.username;
const asAdmin = (method: string, path: string, body?: unknown) =>
  origin.request(method, `/admin${path}`, { token: admin.token, ...(body === undefined ? {} : { body }) });
const newestEntry = async () => (await origin.db.select().from(auditLog).orderBy(desc(auditLog.seq)).limit(1))[0];

describe('GET /admin/health', () => {
  const health = async () => {
    const { services } = healthReportSchema.parse(await (await asAdmin('GET', '/health')).json());
    return (name: ServiceName) => services.find(({ service }) => service === name);
  };

  test('says of each service whether it answers, and who is connected', async () => {
    const before = await health();
    for (const name of ['database', 'redis', 'storage', 'search'] as const)
      expect(before(name)).toMatchObject({ state: 'ok', latency_ms: expect.any(Number) });
    expect(before('transcoders')).toMatchObject({ state: 'failing', figures: { connected: 0 } });
    expect(before('edge')?.state).toBe('idle');

    const worker = createWorker(transcodeQueue, redis, async () => {}, { autorun: true });
    try {
      await worker.waitUntilReady();
      await waitFor(async () => (await health())('transcoders')?.figures.connected === 1);
    } finally {
      await worker.close();
    }
    const headers = { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY };
    await (await fetch(`${origin.url}/internal/changes`, { headers })).json();
    expect((await health())('edge')).toMatchObject({ state: 'ok', figures: { changes_behind: 0, asked_sec_ago: 0 } });
  });
});

describe('GET /admin/queues', () => {
  const queues = async () => queuesSchema.parse(await (await asAdmin('GET', '/queues')).json());

  test('shows what waits and what failed with its reason; retrying and dropping change that and are recorded', async () => {
    const [first, second] = [await uploadWholeVideo(creator), await uploadWholeVideo(creator)];
    const main = async () => (await queues()).queues.find(({ queue }) => queue === transcodeQueue);
    await waitFor(async () => (await main())?.waiting === 2);

    const worker = createWorker<{ video_id: string }>(transcodeQueue, redis, async (job) => {
      const failure = { code: 'corrupt_media', message: 'Cut off.' } as const;
      await origin.results.add('failed', { kind: 'failed', video_id: job.data.video_id, ...failure });
      throw new UnrecoverableError('corrupt_media: Cut off.');
    });
    try {
      for (const videoId of [first, second])
        await waitFor(async () => (await creator.api.videoStatus(videoId)).status === 'failed');
      await waitFor(async () => (await main())?.failed === 2);
      await waitFor(async () => (await origin.results.getJobCountByTypes('waiting', 'active')) === 0);
    } finally {
      await worker.close();
    }
    const { failed } = await queues();
    expect(new Set(failed.map(({ video_id }) => video_id))).toEqual(new Set([first, second]));
    expect(failed[0]).toMatchObject({ stage: 'prepare', attempts: 1, reason: 'corrupt_media: Cut off.' });

    expect(await outcomeOf(await asAdmin('POST', `/videos/${first}/retry`))).toBe('204');
    expect(await newestEntry()).toMatchObject({ action: 'video.retried', actorKind: 'user', objectId: first });
    expect((await creator.api.videoStatus(first)).status).toBe('processing');
    expect(await outcomeOf(await asAdmin('DELETE', `/videos/${second}/jobs`))).toBe('204');
    expect(await newestEntry()).toMatchObject({ action: 'video.jobs_cancelled', actorKind: 'user', objectId: second });
    expect((await queues()).failed).toEqual([]);
    expect(await outcomeOf(await asAdmin('DELETE', `/videos/${first}/jobs`))).toBe('409 conflict');
  });

  test('names what runs, and how far its video is', async () => {
    const videoId = await uploadWholeVideo(creator);
    const goOn = Promise.withResolvers<void>();
    const worker = createWorker(transcodeQueue, redis, () => goOn.promise, { concurrency: 5 });
    try {
      const found = await waitFor(async () => (await queues()).active.find(({ video_id }) => video_id === videoId));
      expect(found).toMatchObject({ stage: 'prepare', queue: transcodeQueue, progress: 0 });
      expect(Date.parse(found.started_at ?? '')).toBeGreaterThan(0);
    } finally {
      goOn.resolve();
      await worker.close();
    }
  });
});

test('GET /admin/storage adds up what was measured and what is on its way', async () => {
  const totals = async () => storageTotalsSchema.parse(await (await asAdmin('GET', '/storage')).json());
  const before = await totals();
  const videoId = await uploadWholeVideo(creator);
  const measuredAt = new Date('2026-01-02T03:04:05Z');
  await origin.db.insert(videoStorage).values({ videoId, originalBytes: 7_000, mediaBytes: 3_000, measuredAt });
  await creator.api.createUpload({ filename: 'a.mp4', mime: 'video/mp4', title: 'A', size_bytes: 12_345 });
  expect(await totals()).toEqual({
    videos: before.videos + 1,
    original_bytes: before.original_bytes + 7_000,
    media_bytes: before.media_bytes + 3_000,
    open_upload_bytes: before.open_upload_bytes + 12_345,
    measured_since: measuredAt.toISOString(),
  });
});

describe('/admin/users', () => {
  const list = async (query: string) => userListSchema.parse(await (await asAdmin('GET', `/users${query}`)).json());

  test('lists the newest first, page by page', async () => {
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof list>> = await list(`?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      names.push(...page.users.map(({ username }) => username));
      cursor = page.next_cursor;
    }
    expect(names).toEqual([nameOf(admin), nameOf(creator)]);
  });

  test('finds people by the beginning of a username or an address, whatever the case', async () => {
    const found = async (q: string) => (await list(`?q=${encodeURIComponent(q)}`)).users.map((user) => user.username);
    expect(await found(nameOf(creator).slice(0, 10).toUpperCase())).toEqual([nameOf(creator)]);
    expect(await found(`${nameOf(creator)}@exam`)).toEqual([nameOf(creator)]);
    expect(await found('%')).toEqual([]);
  });

  test('a role and a suspension are changed and recorded; the own account is not', async () => {
    const other = await origin.signUp();
    const path = `/users/${nameOf(other)}`;
    expect(await outcomeOf(await asAdmin('PUT', `${path}/role`, { role: 'moderator' }))).toBe('204');
    expect(await newestEntry()).toMatchObject({ action: 'user.role_changed', detail: { to: 'moderator' } });
    expect(await outcomeOf(await asAdmin('PUT', `${path}/suspension`))).toBe('204');
    expect(await newestEntry()).toMatchObject({ action: 'user.suspended', actorKind: 'user' });
    expect((await list(`?q=${nameOf(other)}`)).users).toMatchObject([{ role: 'moderator', suspended: true }]);
    expect(
      await outcomeOf(
        await origin.request('PUT', '/me/history-settings', {
          ...{ token: other.token, body: { paused: true } },
        }),
      ),
    ).toBe('403 account_suspended');
    expect(await outcomeOf(await asAdmin('DELETE', `${path}/suspension`))).toBe('204');
    expect(await newestEntry()).toMatchObject({ action: 'user.restored' });

    expect(await outcomeOf(await asAdmin('PUT', `/users/${nameOf(admin)}/role`, { role: 'viewer' }))).toBe(
      '409 conflict',
    );
    expect(await outcomeOf(await asAdmin('PUT', `/users/${nameOf(admin)}/suspension`))).toBe('409 conflict');
    expect(await outcomeOf(await asAdmin('PUT', '/users/nobody_here/suspension'))).toBe('404 not_found');
  });

  test('moderators are no admins', async () => {
    const { token } = await withRole('moderator');
    for (const path of ['users', 'queues', 'health', 'storage'])
      expect([path, await outcomeOf(await origin.request('GET', `/admin/${path}`, { token }))]).toEqual([
        path,
        '403 forbidden',
      ]);
  });
});

test('moderators take a video down and read what was decided', async () => {
  const { token, session } = await withRole('moderator');
  const videoId = await uploadWholeVideo(creator);
  const path = `/moderation/videos/${videoId}/takedown`;
  expect(await outcomeOf(await origin.request('PUT', path, { token, body: { reason: 'Not yours.' } }))).toBe('204');
  expect(await outcomeOf(await origin.request('DELETE', path, { token }))).toBe('204');
  const page = await origin.request('GET', '/moderation/decisions?limit=2', { token });
  const by = session.user.username;
  expect(await page.json()).toMatchObject({
    decisions: [
      { action: 'video.restored', by, object_kind: 'video', object_id: videoId, decision: null },
      { action: 'video.taken_down', by, object_kind: 'video', object_id: videoId, decision: null },
    ],
  });
});
