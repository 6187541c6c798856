import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { unzipSync } from 'fflate';
import { type DataExport, dataExportSchema } from '../../../shared/contracts/privacy.ts';
import { objectKeys } from '../../../shared/media/object-keys.ts';
import { captions, dataExports, leases, mails } from '../../../shared/schema/index.ts';
import { waitFor } from '../../../testkit/wait-for.ts';
import { createCommentWorld } from '../../comments/testing/comment-world.ts';
import { putObject, uploadOf } from '../../testing/stored-video.ts';
import {
  describeVideo,
  outcomeOf,
  putParts,
  randomBytes,
  startTestOrigin,
  type TestOrigin,
  type TestUser,
} from '../../testing/test-origin.ts';
import { exportKey } from './export-key.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
});
afterAll(async () => {
  await origin.stop();
});

const password = 'correct horse';
const idOf = (user: TestUser) => user.session.user.user_id;
const ask = (user: TestUser, body: object = { password }) =>
  origin.request('POST', '/me/exports', { token: user.token, body });
const look = async (user: TestUser, exportId: string): Promise<DataExport> =>
  dataExportSchema.parse(await (await origin.request('GET', `/me/exports/${exportId}`, { token: user.token })).json());
const make = async (user: TestUser): Promise<DataExport> => {
  const { export_id } = dataExportSchema.parse(await (await ask(user)).json());
  return waitFor(
    async () => {
      const report = await look(user, export_id);
      return report.state === 'ready' ? report : null;
    },
    { timeoutMs: 20_000, what: 'the archive' },
  );
};

/** The files of an archive as another program reads them. */
async function unpack(report: DataExport): Promise<(name: string) => Uint8Array | undefined> {
  const response = await fetch(report.download_url ?? '');
  expect(response.headers.get('content-type')).toBe('application/zip');
  const files = unzipSync(await response.bytes());
  return (name) => files[name];
}
const jsonOf = (bytes: Uint8Array | undefined): unknown => JSON.parse(new TextDecoder().decode(bytes));

describe('an archive', () => {
  test('holds everything about a person, and their files as they arrived', async () => {
    const anna = await origin.signUp();
    const [world, bob] = [await createCommentWorld(origin), await origin.signUp()];
    const bytes = randomBytes(9 * 1024 ** 2);
    const upload = await anna.api.createUpload(describeVideo(bytes, { filename: 'my film.mp4', title: 'Zanzibar' }));
    await anna.api.completeUpload(upload.upload_id, { parts: await putParts(upload, bytes) });
    const videoId = upload.video_id;
    await putObject(origin, objectKeys.caption(videoId, 'en'));
    const times = { createdAt: new Date(), updatedAt: new Date() };
    await origin.db.insert(captions).values({ videoId, language: 'en', source: 'upload', sha256: 'x', ...times });
    const channelId = (await anna.api.me()).channels[0]?.channel_id ?? '';
    await putObject(origin, `channels/${channelId}/avatar-lx1-88.webp`);
    const mine = await world.post(anna, await world.newVideo(), 'What Anna said');
    await world.post(bob, mine.video_id, 'What Bob said', mine.comment_id);

    const report = await make(anna);
    expect(report).toMatchObject({ progress_percent: 100, size_bytes: expect.any(Number) });
    const file = await unpack(report);
    expect(file(`videos/${videoId}/my film.mp4`)).toEqual(bytes);
    expect(file(`videos/${videoId}/captions/en.vtt`)).toHaveLength(100);
    expect(file(`channels/${anna.session.user.username}/avatar-lx1-88.webp`)).toHaveLength(100);
    expect(jsonOf(file('profile.json'))).toMatchObject([
      { id: idOf(anna), email: `${anna.session.user.username}@example.test`, created_at: expect.stringMatching(/Z$/) },
    ]);
    expect(jsonOf(file('comments.json'))).toMatchObject([{ content: 'What Anna said' }]);
    expect(jsonOf(file('videos.json'))).toMatchObject([{ id: videoId, title: 'Zanzibar', tags: [] }]);
    expect(jsonOf(file('sessions.json'))).toHaveLength(1);
    expect(jsonOf(file('audit.json'))).toMatchObject([{ action: 'user.export_asked' }]);
    expect(jsonOf(file('media.json'))).toEqual([
      { video_id: videoId, title: 'Zanzibar', watch_url: `${origin.url}/watch/${videoId}`, original: true },
    ]);
    const archive = Buffer.from(await (await fetch(report.download_url ?? '')).bytes());
    const { objectKey } = await uploadOf(origin, videoId);
    for (const foreign of ['What Bob said', idOf(bob), '$argon2id', objectKey, anna.session.refresh_token])
      expect(archive.includes(foreign)).toBe(false);
    const [mail] = await origin.db.select().from(mails).where(eq(mails.subject, 'The archive of your data is ready'));
    expect(mail?.to).toBe(`${anna.session.user.username}@example.test`);
  }, 30_000);

  test('is downloaded by its signed URL alone, in ranges too', async () => {
    const [user, other] = [await origin.signUp(), await origin.signUp()];
    const { export_id, download_url, size_bytes } = await make(user);
    const url = download_url ?? '';
    const part = await fetch(url, { headers: { range: 'bytes=0-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'PK\u0003\u0004']);
    expect(part.headers.get('content-range')).toBe(`bytes 0-3/${size_bytes}`);
    expect(part.headers.get('cache-control')).toBe('private, no-store');
    const forged = url.replace(/expires=\d+/, 'expires=9999999999');
    expect(await outcomeOf(await fetch(forged))).toBe('403 signature_invalid');
    expect(await outcomeOf(await fetch(url.replace(/signature=.*/, '')))).toBe('403 signature_invalid');
    for (const method of ['GET', 'DELETE'])
      expect(await outcomeOf(await origin.request(method, `/me/exports/${export_id}`, { token: other.token }))).toBe(
        '404 not_found',
      );
    const gone = await origin.request('DELETE', `/me/exports/${export_id}`, { token: user.token });
    expect(gone.status).toBe(204);
    expect(await outcomeOf(await fetch(url))).toBe('404 not_found');
    expect(await origin.objects.head(exportKey(idOf(user), export_id))).toBeNull();
  });

  test('is for who knows the password, one at a time, three a day', async () => {
    const user = await origin.signUp();
    expect(await outcomeOf(await ask(user, {}))).toBe('401 invalid_credentials');
    for (let made = 0; made < 3; made++) await make(user);
    expect(await outcomeOf(await ask(user))).toBe('429 rate_limited');
    const busy = await origin.signUp();
    const makers = { name: 'make-exports', holder: 'this test', expiresAtMs: Date.now() + 3_600_000 };
    await waitFor(async () => (await origin.db.insert(leases).values(makers).onConflictDoNothing().returning()).length);
    const { export_id } = dataExportSchema.parse(await (await ask(busy)).json());
    expect(await outcomeOf(await ask(busy))).toBe('409 conflict');
    const stop = () => origin.request('DELETE', `/me/exports/${export_id}`, { token: busy.token });
    expect([(await stop()).status, (await stop()).status]).toEqual([204, 404]);
    expect(await look(busy, export_id)).toMatchObject({ state: 'cancelled', download_url: null });
    expect(await outcomeOf(await ask(busy))).toBe('202');
    await origin.db.delete(leases).where(eq(leases.holder, makers.holder));
  }, 30_000);

  test('that a killed process began is made anew, and what it left half-written goes', async () => {
    const user = await origin.signUp();
    const id = crypto.randomUUID();
    const key = exportKey(idOf(user), id);
    const { uploadId } = await origin.objects.createMultipartUpload(key, { contentType: 'application/zip' });
    await origin.objects.putPart({ key, uploadId, partNumber: 1 }, new Uint8Array(1000));
    await origin.db.insert(dataExports).values({
      ...{ id, userId: idOf(user), state: 'running', activeFor: idOf(user), createdAt: new Date(), attempts: 1 },
    });
    await origin.restart();
    await waitFor(async () => (await look(user, id)).state === 'ready', { timeoutMs: 20_000, what: 'the archive' });
    expect(await origin.objects.listParts({ key, uploadId })).toBeNull();
    expect((await look(user, id)).download_url).not.toBeNull();
  }, 30_000);

  test('is removed after its days, and given up after five attempts', async () => {
    const user = await origin.signUp();
    const { export_id } = await make(user);
    await origin.db
      .update(dataExports)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(dataExports.id, export_id));
    expect((await look(user, export_id)).download_url).toBeNull();
    const tried = crypto.randomUUID();
    await origin.db.insert(dataExports).values({
      ...{ id: tried, userId: idOf(user), state: 'running', activeFor: idOf(user), createdAt: new Date(), attempts: 5 },
    });
    await origin.restart();
    await waitFor(async () => (await look(user, export_id)).state === 'expired', { timeoutMs: 20_000 });
    expect(await origin.objects.head(exportKey(idOf(user), export_id))).toBeNull();
    await waitFor(async () => (await look(user, tried)).state === 'failed', { timeoutMs: 20_000 });
  }, 30_000);
});
