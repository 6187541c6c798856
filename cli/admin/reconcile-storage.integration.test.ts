import { afterAll, beforeAll, expect, test } from 'bun:test';
import { utimes } from 'node:fs/promises';
import { startTestOrigin, type TestOrigin, uploadWholeVideo } from '../../origin/testing/test-origin.ts';
import { runLauncher } from '../testing/run-launcher.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
}, 30_000);
afterAll(() => origin?.stop());

/** Runs `kinora admin storage … --json` to its end. */
async function storage(...args: string[]) {
  const { child, events } = runLauncher(['admin', 'storage', ...args], {
    KINORA_REDIS_URL: origin.redisUrl,
    KINORA_ORIGIN_URL: origin.url,
    KINORA_INTERNAL_KEY: origin.config.KINORA_INTERNAL_KEY,
  });
  return { code: (await child.exited).code, events };
}

test('orphans are told, and removed only with --delete; the exit code says whether all is well', async () => {
  await uploadWholeVideo(await origin.signUp());
  expect(await storage('reconcile')).toMatchObject({ code: 0, events: [{ event: 'summary', orphans: 0, missing: 0 }] });

  const key = 'originals/nobodys_vid/upload';
  await origin.objects.putBytes(key, new Uint8Array(1000), { contentType: 'video/mp4' });
  const old = new Date(Date.now() - 48 * 3_600_000);
  await utimes(origin.objects.localPath(key) ?? '', old, old);
  const finding = { event: 'finding', kind: 'orphan_original', key, objects: 1, size_bytes: 1000 };
  expect(await storage('reconcile')).toMatchObject({
    code: 1,
    events: [
      { ...finding, removed: false },
      { event: 'summary', orphans: 1, orphan_bytes: 1000, removed: 0 },
    ],
  });
  expect(await origin.objects.head(key)).not.toBeNull();
  expect(await storage('reconcile', '--delete')).toMatchObject({
    code: 0,
    events: [
      { ...finding, removed: true },
      { event: 'summary', orphans: 1, removed: 1 },
    ],
  });
  expect(await origin.objects.head(key)).toBeNull();
  expect((await storage('reconcile', 'everything')).code).not.toBe(0);
}, 60_000);
