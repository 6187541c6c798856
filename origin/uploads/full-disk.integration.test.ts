import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createApiClient } from '../../shared/client/api-client.ts';
import { outbox } from '../../shared/schema/index.ts';
import { type OriginProcess, startOriginProcess } from '../testing/origin-process.ts';
import { describeVideo, errorCodeOf, mebibyte, outcomeOf, putParts, randomBytes } from '../testing/test-origin.ts';

// A small file system of its own needs the right to mount one.
const canMount = Bun.spawnSync(['unshare', '-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).success;

let origin: OriginProcess;
beforeAll(async () => {
  if (!canMount) return;
  origin = await startOriginProcess({}, (argv, storageDir) => {
    const mounted = 'mount -t tmpfs -o size=24m tmpfs "$1" && shift && exec "$@"';
    return ['unshare', '-rm', 'sh', '-c', mounted, 'sh', storageDir, ...argv];
  });
}, 60_000);
afterAll(() => origin?.stop());

test.skipIf(!canMount)(
  'a full disk is said to be full, and nothing is half there',
  async () => {
    const { token } = await origin.signUp();
    const api = createApiClient({ baseUrl: origin.url, accessToken: token });
    const bytes = randomBytes(16 * mebibyte);
    const sha256 = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
    const upload = await api.createUpload(describeVideo(bytes, { sha256 }));
    const parts = await putParts(upload, bytes);

    // Of a second file, what has no room is refused, and only that.
    const second = await api.createUpload(describeVideo(bytes));
    const [first, last] = second.parts;
    if (!first || !last) throw new Error('two parts expected');
    const put = (url: string) => fetch(url, { method: 'PUT', body: bytes.slice(0, 8 * mebibyte) });
    const outcomes = [await outcomeOf(await put(first.url)), await outcomeOf(await put(last.url))];
    expect(outcomes).toContain('507 storage_full');
    const kept = outcomes.filter((outcome) => outcome === '200').length;
    expect((await api.uploadStatus(second.upload_id)).parts).toHaveLength(kept);

    // Completing needs some room as well; without it the upload stays as it was, to be given up or tried again.
    expect(await errorCodeOf(api.completeUpload(upload.upload_id, { parts }))).toBe('storage_full');
    expect(await api.uploadStatus(upload.upload_id)).toMatchObject({ state: 'open', missing: [] });
    expect(await origin.db.select().from(outbox)).toEqual([]);
    await api.abortUpload(second.upload_id);
    await api.abortUpload(upload.upload_id);

    const small = randomBytes(8 * mebibyte + 1);
    const fits = await api.createUpload(describeVideo(small));
    expect((await api.completeUpload(fits.upload_id, { parts: await putParts(fits, small) })).status).toBe(
      'processing',
    );
  },
  60_000,
);
