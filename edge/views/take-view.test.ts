import { expect, test } from 'bun:test';
import type { TakenView } from '../../shared/contracts/views.ts';
import { createSessionIds } from '../../shared/session-ids.ts';
import { takeView } from './take-view.ts';
import { createViewTags } from './view-tags.ts';

const internalKey = Buffer.alloc(32, 7).toString('base64url');
const now = () => Date.UTC(2026, 4, 1, 12);

/** What is handed on of a report by somebody at `address`. */
async function taken(address: string | null, userId: string | null, videoId = 'aB3_-xyz019'): Promise<TakenView> {
  const sessionIds = await createSessionIds(internalKey);
  const events: TakenView[] = [];
  const take = async (event: TakenView) => events.push(event) > 0;
  const body = {
    ...{ video_id: videoId, session_id: await sessionIds.issue(videoId, now()), event: 'start', position_sec: 0 },
    client_ts: new Date(now()).toISOString(),
  };
  const request = new Request('http://edge.test/api/v1/views', { method: 'POST', body: JSON.stringify(body) });
  const deps = { sessionIds, viewTags: await createViewTags(internalKey), viewBuffers: { of: () => ({ take }) }, now };
  const { status } = await takeView(request, deps, async () => {}, { userId, address, country: 'DE' });
  expect(status).toBe(202);
  const [event] = events;
  if (!event) throw new Error('nothing was taken');
  return event;
}

test('views from one address have a tag in common, and their address goes no further', async () => {
  const [one, same, other, elsewhere] = [
    await taken('203.0.113.9', null),
    await taken('203.0.113.9', 'ann'),
    await taken('203.0.113.10', 'ann'),
    await taken('203.0.113.9', null, 'aB3_-xyz018'),
  ];
  expect(one.address_tag).toMatch(/^[A-Za-z0-9_-]{12}$/);
  expect(same.address_tag).toBe(one.address_tag ?? '');
  expect(new Set([one, other, elsewhere].map(({ address_tag }) => address_tag)).size).toBe(3);
  expect([one.account_tag, same.account_tag]).toEqual([null, other.account_tag]);
  expect(JSON.stringify([one, same, other, elsewhere])).not.toContain('203.0.113');
  expect(one).toMatchObject({ network: 'cb0071', country: 'DE', user_id: null });
});

test('addresses of one IPv6 network are one; those of a proxy, which all viewers share, are none', async () => {
  const [one, same, other] = [
    await taken('2001:db8:1:2::3', null),
    await taken('2001:db8:1:2::4', null),
    await taken('2001:db8:1:3::3', null),
  ];
  expect(same.address_tag).toBe(one.address_tag ?? '');
  expect(other.address_tag).not.toBe(one.address_tag ?? '');
  for (const address of ['127.0.0.1', '172.17.0.1', null]) expect((await taken(address, null)).address_tag).toBeNull();
});
