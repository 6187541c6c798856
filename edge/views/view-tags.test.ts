import { expect, test } from 'bun:test';
import { createViewTags } from './view-tags.ts';

const internalKey = Buffer.alloc(32, 7).toString('base64url');
const noonMs = Date.UTC(2026, 4, 1, 12);

test('a source has one tag for a video and a UTC day, and another for everything else', async () => {
  const [tags, others] = [
    await createViewTags(internalKey),
    await createViewTags(Buffer.alloc(32, 8).toString('base64url')),
  ];
  const tag = await tags.tagOf('address', '203.0.113.9', 'aB3_-xyz019', noonMs);
  expect(tag).toMatch(/^[A-Za-z0-9_-]{12}$/);
  expect(await tags.tagOf('address', '203.0.113.9', 'aB3_-xyz019', noonMs + 11 * 3_600_000)).toBe(tag);
  const different = await Promise.all([
    tags.tagOf('address', '203.0.113.8', 'aB3_-xyz019', noonMs),
    tags.tagOf('account', '203.0.113.9', 'aB3_-xyz019', noonMs),
    tags.tagOf('address', '203.0.113.9', 'aB3_-xyz018', noonMs),
    tags.tagOf('address', '203.0.113.9', 'aB3_-xyz019', noonMs + 12 * 3_600_000),
    others.tagOf('address', '203.0.113.9', 'aB3_-xyz019', noonMs),
  ]);
  expect(new Set([tag, ...different]).size).toBe(6);
});
