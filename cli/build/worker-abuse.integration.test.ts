import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type EdgeWorld, GENERATION, playbackKeys } from './testing/edge-world.ts';
import { files, mediaToken, putObject, startGuardedWorld, tall, VIDEO } from './testing/guarded-world.ts';
import { rawRequest } from './testing/raw-request.ts';

let world: EdgeWorld;
beforeAll(async () => {
  world = await startGuardedWorld();
}, 60_000);
afterAll(() => world?.[Symbol.asyncDispose]());

describe('origin', () => {
  test('on the way to origin nobody passes for the edge, and the bearer stays what it was', async () => {
    const bearer = await world.origin.accessToken({ sub: 'stranger' });
    await rawRequest(world.edge.port, 'GET', '/api/v1/me', {
      authorization: `Bearer ${bearer}`,
      'x-kinora-internal-key': 'guess',
      'x-kinora-client-address': '127.0.0.1',
      'x-kinora-client-country': 'US',
    });
    const seen = world.origin.seen.at(-1);
    expect(seen?.headers.get('authorization')).toBe(`Bearer ${bearer}`);
    expect(seen?.headers.get('x-kinora-internal-key')).not.toContain('guess');
    expect(seen?.headers.get('x-kinora-client-country')).toBe('DE');
  });

  test.each([
    '/internal/changes',
    '/internal/admin/keys/k1/revocation',
    '/internal/media/x',
    '//internal/changes',
    '/api/v1/../../internal/changes',
    '/api/v1/%2e%2e/%2e%2e/internal/changes',
    '/storage/..%2f..%2finternal%2fchanges',
  ])("origin's inside is not to be had by %s", async (target) => {
    const { changeReads } = world.origin;
    const before = world.origin.seen.length;
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await rawRequest(world.edge.port, method, target);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    expect(world.origin.seen.slice(before).map(({ path }) => path)).toEqual([]);
    expect(world.origin.changeReads - changeReads).toBeLessThanOrEqual(1); // the edge's own
  });
});

test('path traversal in every spelling leads nowhere', async () => {
  const signed = await mediaToken();
  const ups = [
    '..',
    '%2e%2e',
    '%2E%2E',
    '.%2e',
    '%2e.',
    '%252e%252e',
    '..%00',
    '..;',
    '%c0%ae%c0%ae',
    '%e0%80%ae%e0%80%ae',
    '%uff0e%uff0e',
    '．．',
    '....',
    '..%20',
    '.',
    '%2e',
    '',
  ];
  const slashes = ['/', '%2f', '%2F', '\\', '%5c', '%252f', '%c0%af', '//', '/./'];
  const before = new Map(world.origin.mediaReads);
  for (const up of ups)
    for (const slash of slashes)
      for (const target of [
        `/p/${signed}/${VIDEO}/${GENERATION}/${up}${slash}lx0002/360p/00001.m4s`,
        `/p/${signed}/${VIDEO}/${GENERATION}/360p${slash}${up}${slash}${up}${slash}lx0002${slash}360p${slash}00001.m4s`,
        `/p/${signed}/${VIDEO}/${GENERATION}/${up}${slash}${up}${slash}${up}${slash}originals/${VIDEO}/file`,
        `/p/${signed}/${VIDEO}${slash}${up}${slash}otherVideo1/${GENERATION}/360p/00001.m4s`,
        `/p/${signed}/${up}${slash}otherVideo1/${GENERATION}/360p/00001.m4s`,
      ]) {
        const answer = await rawRequest(world.edge.port, 'GET', target);
        expect(`${target}: ${answer.status >= 400 && answer.status < 500}`).toBe(`${target}: true`);
        expect(answer.text).not.toContain('guarded');
      }
  for (const key of world.origin.mediaReads.keys())
    if (!before.has(key)) expect(key).toStartWith(`media/${VIDEO}/${GENERATION}/`);
}, 30_000);

test('10,000 mutated tokens: no failure, no byte', async () => {
  const good = await mediaToken();
  const other = await mediaToken({ videoId: 'otherVideo1', ladderCap: 480, country: 'DE' });
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const alphabet = "ABYZabyz0189_-.~%!*$&=+@:;,'()";
  function mutated(): string {
    const characters = [...good];
    const at = random(characters.length);
    const replacement = alphabet[random(alphabet.length)] ?? '';
    const fields = good.split('.');
    switch (random(8)) {
      case 0:
        return characters.toSpliced(at, 1).join('');
      case 1:
        return characters.toSpliced(at, 0, replacement).join('');
      case 2:
        return good.slice(0, at);
      case 3:
        return good + replacement.repeat(1 + random(3_000));
      case 4:
        return fields.toSpliced(random(fields.length), 1, other.split('.')[random(fields.length)] ?? '').join('.');
      case 5:
        return fields.toSpliced(random(fields.length), random(3), String(random(1e9)).repeat(random(20))).join('.');
      case 6:
        return [...fields].sort(() => random(3) - 1).join('.');
      default:
        return characters.toSpliced(at, 1, replacement).toSpliced(random(good.length), 1, replacement).join('');
    }
  }
  const statuses = new Map<number, number>();
  const attempt = async () => {
    const wrong = mutated();
    if (wrong === good || wrong === other) return;
    const target = `/p/${wrong.replaceAll('%', '%25')}/${VIDEO}/${GENERATION}/360p/00001.m4s`;
    const answer = await fetch(world.edge.url + target);
    const text = await answer.text();
    if (answer.status >= 500 || answer.status < 400 || text.includes('guarded'))
      throw new Error(`${answer.status}: ${target}`);
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  };
  for (let round = 0; round < 100; round += 1) await Promise.all(Array.from({ length: 100 }, attempt));
  expect([...statuses.keys()].sort()).toEqual([401, 404]); // 404: not even a path of ours
}, 60_000);

describe('a cache is not poisoned', () => {
  const noise = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'gopher',
    'x-original-url': '/evil',
    'x-rewrite-url': '/evil',
    'x-http-method-override': 'DELETE',
    'x-kinora-client-country': 'FR',
    'cf-connecting-ip': '203.0.113.7',
    'accept-language': 'evil',
    cookie: 'evil=1',
    pragma: 'no-cache',
  };
  const strip = (text: string) => text.replace(/^(date|x-request-id|traceparent|age|ratelimit[^:]*): .*\r\n/gim, '');

  test.each([...files, tall])('%s stays the same for the next viewer', async (file) => {
    putObject(world, `media/${VIDEO}/${GENERATION}/poison/${file}`, `guarded ${file}`);
    const target = `/p/${await mediaToken()}/${VIDEO}/${GENERATION}/poison/${file}`;
    const get = (query = '', headers: Record<string, string> = {}) =>
      rawRequest(world.edge.port, 'GET', target + query, headers);
    for (const query of ['?x=1', '?__proto__=1', '?token=evil', '?CMCD=br%3D1', '?url=//evil.example'])
      await get(query, { ...noise, host: 'evil.example' });
    await get('', { range: 'bytes=0-1' });
    await get('', { 'if-none-match': '*' });
    const victim = await get();
    expect(victim.status).toBe(200);
    expect(victim.text).toEndWith(`guarded ${file}`);
    expect(victim.text).not.toContain('evil');
    expect(strip((await get('?y=2')).text)).toBe(strip(victim.text));
  });

  test.each([
    '/',
    `/watch/${VIDEO}`,
    `/embed/${VIDEO}`,
    `/api/v1/videos/${VIDEO}/playback`,
    `/api/v1/videos/${VIDEO}/stream`,
  ])('%s names no host but its own, and is kept by nobody', async (path) => {
    const answer = await rawRequest(world.edge.port, 'GET', `${path}?cache=evil`, {
      ...noise,
      host: 'evil.example',
    });
    expect(answer.status).toBeLessThan(400);
    expect(answer.text).not.toContain('evil.example');
    expect(answer.text).toMatch(/^cache-control: .*no-store/im);
  });
});

test('no redirect leads away, and no parameter makes the edge fetch what it names', async () => {
  let visits = 0;
  const canary = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => {
      visits += 1;
      return new Response('canary');
    },
  });
  try {
    const evil = canary.url.href;
    const names = [
      'url',
      'src',
      'next',
      'redirect',
      'return_to',
      'callback',
      'origin',
      'host',
      'format',
      'image',
      'video_id',
    ];
    const query = names.map((name) => `${name}=${encodeURIComponent(evil)}`).join('&');
    const signed = await mediaToken();
    const targets = [
      ...['/', '/healthz', `/watch/${VIDEO}`, `/embed/${VIDEO}`, '/assets/none.js', '/api/v1/videos'].map(
        (path) => `${path}?${query}`,
      ),
      `/api/v1/videos/${VIDEO}/playback?${query}`,
      `/api/v1/videos/${VIDEO}/stream?format=hls&url=${encodeURIComponent(evil)}`,
      `/p/${signed}/${VIDEO}/${GENERATION}/hls/master.m3u8?${query}`,
      ...['//127.0.0.1/x', '/\\127.0.0.1/x', '/%2f%2f127.0.0.1', `/${evil}`, `/watch/${encodeURIComponent(evil)}`],
      ...[evil, `${evil}api/v1/videos`, `http://user@127.0.0.1:${canary.port}/`],
    ];
    for (const target of targets)
      for (const headers of [
        {},
        { host: `127.0.0.1:${canary.port}`, 'x-forwarded-host': `127.0.0.1:${canary.port}` },
      ]) {
        const answer = await rawRequest(world.edge.port, 'GET', target, headers);
        const location = /^location: (.*)\r$/im.exec(answer.text)?.[1];
        if (location !== undefined) expect(location).toStartWith(`${world.publicUrl}/p/`);
        expect(answer.text).not.toContain('canary');
      }
    expect(visits).toBe(0);
  } finally {
    await canary.stop(true);
  }
});

// Last: neither origin nor the database comes back.
test('logs hold no token, whatever goes wrong', async () => {
  const signed = await mediaToken();
  const bearer = await world.origin.accessToken({ sub: 'owner' });
  await world.stopDatabase();
  await world.origin.stop();
  const headers = { authorization: `Bearer ${bearer}` };
  const statuses = await Promise.all(
    [
      `/p/${signed}/${VIDEO}/${GENERATION}/never/read.m4s`,
      `/p/${signed}/${VIDEO}/${GENERATION}/never/master.m3u8?token=${signed}`,
      `//p/${signed}/x`,
      `/api/v1/videos/neverRead01/playback?access_token=${bearer}`,
      `/watch/neverRead01?token=${signed}`,
      `/api/v1/me?token=${signed}`,
    ].map(async (target) => (await rawRequest(world.edge.port, 'GET', target, headers)).status),
  );
  expect(statuses.filter((status) => status >= 500).length).toBeGreaterThanOrEqual(4);
  const log = world.edge.log.join('');
  expect(log).toContain('/p/[token]/');
  for (const secret of [signed, signed.slice(-43), bearer, bearer.slice(-40), ...playbackKeys.split(':').slice(1)])
    expect(log).not.toContain(secret);
  expect(log).not.toMatch(/v2\.\d{10}\.|eyJ[\w-]{10}/);
}, 30_000);
