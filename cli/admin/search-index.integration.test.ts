import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { createCommentWorld } from '../../origin/comments/testing/comment-world.ts';
import { startTestOrigin, type TestOrigin } from '../../origin/testing/test-origin.ts';
import { auditLog, searchDocuments, searchProgress } from '../../shared/schema/index.ts';
import { tempDir, waitFor } from '../../testkit/services.ts';
import { runLauncher } from '../testing/run-launcher.ts';

let origin: TestOrigin;
beforeAll(async () => {
  origin = await startTestOrigin();
}, 30_000);
afterAll(() => origin?.stop());

/** Runs `kinora admin search … --json` to its end. */
async function adminSearch(...args: string[]) {
  const { child, events } = runLauncher(['admin', 'search', ...args], {
    KINORA_REDIS_URL: origin.redisUrl,
    KINORA_ORIGIN_URL: origin.url,
    KINORA_INTERNAL_KEY: origin.config.KINORA_INTERNAL_KEY,
  });
  return { code: (await child.exited).code, events };
}

test('drift is told of, and mended by a rebuild, which is on record', async () => {
  const world = await createCommentWorld(origin);
  const videoId = await world.newVideo();
  await origin.db.update(searchProgress).set({ format: 0 });
  const isIndexed = async () =>
    (await origin.db.select().from(searchDocuments).where(eq(searchDocuments.subjectId, videoId))).length === 1;
  await waitFor(isIndexed, { what: 'the video to be indexed' });
  const { events } = await adminSearch('status');
  expect(events).toEqual([expect.objectContaining({ event: 'search_index', engine: 'fts', is_rebuilding: false })]);
  expect((await adminSearch('check')).code).toBe(0);

  await origin.db.delete(searchDocuments).where(eq(searchDocuments.subjectId, videoId));
  const drifted = await adminSearch('check');
  expect(drifted.code).toBe(1);
  expect(drifted.events).toEqual([expect.objectContaining({ missing_videos: 1, strays: 0 })]);

  const rebuilt = await adminSearch('rebuild');
  expect(rebuilt.code).toBe(0);
  expect(rebuilt.events.at(-1)).toMatchObject({ event: 'search_rebuilt' });
  expect((await adminSearch('check')).code).toBe(0);
  const entries = await origin.db.select().from(auditLog).where(eq(auditLog.action, 'search.rebuild_asked'));
  expect(entries).toMatchObject([{ actorKind: 'operator', detail: { engine: 'fts' } }]);

  expect((await adminSearch('destroy')).code).toBe(2);
}, 90_000);

test('rules are shown and replaced by those of a file; one that is wrong changes nothing', async () => {
  await using dir = await tempDir();
  const file = `${dir.path}/rules.json`;
  const rules = {
    synonyms: [['couch', 'sofa']],
    curated: [{ query: 'news', pinned: [{ type: 'video', id: 'abcdefghijk' }], hidden: [] }],
  };
  expect((await adminSearch('rules', 'show')).events).toEqual([
    { event: 'rules', rules: { synonyms: [], curated: [] } },
  ]);
  await Bun.write(file, JSON.stringify(rules));
  expect(await adminSearch('rules', 'set', file)).toMatchObject({ code: 0, events: [{ event: 'changed' }] });
  await Bun.write(file, '{\n  "synonyms": [["alone"]]\n}');
  const refused = await adminSearch('rules', 'set', file);
  expect(refused.events).toEqual([
    expect.objectContaining({ code: 'rules_invalid', message: expect.stringContaining('line 2') }),
  ]);
  expect(refused.code).not.toBe(0);
  expect((await adminSearch('rules', 'show')).events).toEqual([{ event: 'rules', rules }]);
  expect((await adminSearch('rules')).code).toBe(2);
}, 60_000);
