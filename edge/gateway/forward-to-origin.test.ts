import { expect, test } from 'bun:test';
import { hasHiddenSegments, requestHeaders } from './forward-to-origin.ts';

const facts = { requestId: 'rid', clientAddress: '203.0.113.9', country: 'DE' };

function forwarded(headers: Record<string, string>, overrides: Partial<typeof facts | { clientAddress: null }> = {}) {
  const sent = requestHeaders(
    new Headers(headers),
    { ...facts, ...overrides },
    'key',
    new URL('https://tube.example/'),
  );
  return Object.fromEntries(sent);
}

test('what a client says about itself is replaced by what the edge knows', () => {
  expect(
    forwarded({
      'x-kinora-internal-key': 'guess',
      'x-kinora-client-address': '127.0.0.1',
      'x-kinora-anything': '1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-host': 'evil.example',
      'x-real-ip': '127.0.0.1',
      'cf-connecting-ip': '127.0.0.1',
      forwarded: 'for=127.0.0.1',
      'x-request-id': 'mine',
    }),
  ).toEqual({
    'x-kinora-internal-key': 'key',
    'x-kinora-client-address': '203.0.113.9',
    'x-kinora-client-country': 'DE',
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-host': 'tube.example',
    'x-forwarded-proto': 'https',
    'x-request-id': 'rid',
    traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/),
  });
});

test('hop-by-hop headers stay behind, also those that Connection names', () => {
  const sent = forwarded({ connection: 'keep-alive, X-Custom', 'x-custom': '1', te: 'trailers', upgrade: 'h2c' });
  for (const name of ['connection', 'x-custom', 'te', 'upgrade']) expect(sent).not.toHaveProperty(name);
});

test('everything else is passed on', () => {
  const sent = forwarded({ authorization: 'Bearer x', cookie: 'a=1', 'content-type': 'a/b', 'idempotency-key': 'k' });
  expect(sent).toMatchObject({
    authorization: 'Bearer x',
    cookie: 'a=1',
    'content-type': 'a/b',
    'idempotency-key': 'k',
  });
});

test('without a known address none is claimed', () => {
  const sent = forwarded({ 'x-kinora-client-address': '127.0.0.1' }, { clientAddress: null });
  expect(sent).not.toHaveProperty('x-kinora-client-address');
  expect(sent).not.toHaveProperty('x-forwarded-for');
});

test.each([
  '/api/v1/../internal',
  '/api/v1/%2e%2e/x',
  '/api/v1/..%2fx',
  '/api/v1/.%2E/x',
  '/a/..%5cx',
  '/a/%zz',
  '/a/%00',
])('%p could become another path', (path) => {
  expect(hasHiddenSegments(path)).toBe(true);
});

test.each(['/api/v1/videos/abc', '/storage/parts/a%20b', '/api/v1/search/a..b', '/api/v1/x/...'])(
  '%p is plain',
  (path) => {
    expect(hasHiddenSegments(path)).toBe(false);
  },
);
