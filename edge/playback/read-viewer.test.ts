import { beforeAll, expect, test } from 'bun:test';
import { generateKeyPair, SignJWT } from 'jose';
import { shortHash } from '../../shared/tokens/short-hash.ts';
import { createViewerReader } from './read-viewer.ts';

const ISSUER = 'https://video.example';
let pair: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  pair = await generateKeyPair('ES256');
});

const nowSec = 1_800_000_000;
const sign = (sub: string, lifeSec: number, claims: Record<string, unknown> = {}) =>
  new SignJWT({ role: 'creator', adult: true, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setSubject(sub)
    .setIssuer(ISSUER)
    .setAudience('kinora')
    .setExpirationTime(nowSec + lifeSec)
    .sign(pair.privateKey);

function start(maxCached = 100) {
  const world = { nowMs: nowSec * 1000, checks: 0, suspended: new Set<string>(), hasKey: true };
  const read = createViewerReader({
    keys: {
      find: async () => {
        world.checks += 1;
        return world.hasKey ? pair.publicKey : null;
      },
    },
    issuer: ISSUER,
    now: () => world.nowMs,
    isSuspended: (hash) => world.suspended.has(hash),
    maxCached,
  });
  return { world, read };
}

test('a token is verified once a minute, and never beyond its own time', async () => {
  const { world, read } = start();
  const bearer = `Bearer ${await sign('someone', 90)}`;
  const expected = { userId: 'someone', hash: await shortHash('someone'), adult: true, staff: false, suspended: false };
  for (let times = 0; times < 5; times += 1) expect(await read(bearer)).toEqual(expected);
  expect(world.checks).toBe(1);
  world.nowMs += 60_000;
  await read(bearer);
  expect(world.checks).toBe(2);
  world.nowMs += 29_999;
  await read(bearer);
  world.nowMs += 1;
  await expect(read(bearer)).rejects.toMatchObject({ code: 'token_expired' });
});

test('a suspension counts for a token that was checked before', async () => {
  const { world, read } = start();
  const bearer = `Bearer ${await sign('someone', 900)}`;
  expect(await read(bearer)).toMatchObject({ suspended: false });
  world.suspended.add(await shortHash('someone'));
  expect(await read(bearer)).toMatchObject({ suspended: true });
});

test('a withdrawn key is noticed within a minute', async () => {
  const { world, read } = start();
  const bearer = `Bearer ${await sign('someone', 900)}`;
  await read(bearer);
  world.hasKey = false;
  await read(bearer);
  world.nowMs += 60_000;
  await expect(read(bearer)).rejects.toMatchObject({ code: 'token_invalid' });
});

test('no more than so many tokens are kept, the least recently used going first', async () => {
  const { world, read } = start(2);
  const [a, b, c] = await Promise.all(['a', 'b', 'c'].map(async (sub) => `Bearer ${await sign(sub, 900)}`));
  for (const bearer of [a, b, a, c, a]) await read(bearer ?? '');
  expect(world.checks).toBe(3);
  await read(b ?? '');
  expect(world.checks).toBe(4);
});

test.each(['moderator', 'admin'])('a %s belongs to the staff', async (role) => {
  const { read } = start();
  expect(await read(`Bearer ${await sign('someone', 900, { role })}`)).toMatchObject({ staff: true });
});

test('no header is nobody; a wrong one is an error each time', async () => {
  const { read } = start();
  expect(await read(null)).toBeNull();
  for (const wrong of ['', 'Bearer', 'Basic YTpi', 'Bearer a.b.c'])
    for (let times = 0; times < 2; times += 1)
      await expect(read(wrong)).rejects.toMatchObject({ code: 'token_invalid' });
});
