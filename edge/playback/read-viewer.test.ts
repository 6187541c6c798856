import { beforeAll, expect, test } from 'bun:test';
import { decodeJwt, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { toBase64Url } from '../../shared/base64url.ts';
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
  const world = {
    nowMs: nowSec * 1000,
    checks: 0,
    suspended: new Set<string>(),
    hasKey: true,
    keysAsked: [] as string[],
  };
  const read = createViewerReader({
    keys: {
      find: async () => {
        world.checks += 1;
        return world.hasKey ? pair.publicKey : null;
      },
    },
    readKeyHolder: async (key) => {
      world.keysAsked.push(key);
      const scopes = key.includes('narrow') ? (['uploads:write'] as const) : (['videos:read'] as const);
      return { user_id: 'holder', adult: false, scopes: [...scopes], expires_at: null };
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

test('an API key stands for its holder, never as staff, and only with the scope for reading', async () => {
  const { world, read } = start();
  const hash = await shortHash('holder');
  const expected = { userId: 'holder', hash, adult: false, staff: false, suspended: false };
  expect(await read('Bearer kin_wide')).toEqual(expected);
  world.suspended.add(hash);
  expect(await read('Bearer kin_wide')).toMatchObject({ suspended: true });
  await expect(read('Bearer kin_narrow')).rejects.toMatchObject({ code: 'insufficient_scope' });
  expect(world.keysAsked).toEqual(['kin_wide', 'kin_wide', 'kin_narrow']);
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

test('a forged token is refused: unsigned, by another key, or with the public key as a secret', async () => {
  const { read } = start();
  const [header, payload] = (await sign('someone', 900)).split('.');
  const part = (value: object) => toBase64Url(new TextEncoder().encode(JSON.stringify(value)));
  const claims = decodeJwt(`${header}.${payload}.`);
  const resign = (alg: string, key: CryptoKey | Uint8Array, more: object = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg, kid: 'one', ...more }).sign(key);
  const other = await generateKeyPair('ES256');
  const forgeries = [
    `${part({ alg: 'none', kid: 'one' })}.${payload}.`,
    await resign('ES256', other.privateKey),
    await resign('ES256', other.privateKey, { jwk: await exportJWK(other.publicKey) }),
    await resign('HS256', new TextEncoder().encode(await exportSPKI(pair.publicKey))),
  ];
  for (const token of forgeries) await expect(read(`Bearer ${token}`)).rejects.toMatchObject({ code: 'token_invalid' });
});
