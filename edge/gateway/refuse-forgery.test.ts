import { expect, test } from 'bun:test';
import { refuseForgery } from './refuse-forgery.ts';

const own = 'https://tube.example';
const judge = (method: string, headers: Record<string, string>) => {
  try {
    refuseForgery(new Request(`${own}/api/v1/x`, { method, headers }), own);
    return 'taken';
  } catch (error) {
    return (error as { code?: string }).code; // an AppError, or the test fails on undefined
  }
};
const cookie = 'session=1';

test.each<[string, string, Record<string, string>]>([
  ['no cookie', 'POST', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['a bearer', 'POST', { cookie, authorization: 'Bearer x', 'sec-fetch-site': 'cross-site' }],
  ['an own page', 'POST', { cookie, 'sec-fetch-site': 'same-origin', origin: own }],
  ['an own page in an old browser', 'DELETE', { cookie, origin: own }],
  ['reading', 'GET', { cookie, 'sec-fetch-site': 'cross-site' }],
])('%s is taken', (_, method, headers) => {
  expect(judge(method, headers)).toBe('taken');
});

test.each<[string, string, Record<string, string>]>([
  ['another site', 'POST', { cookie, 'sec-fetch-site': 'cross-site' }],
  ['a sibling site', 'PUT', { cookie, 'sec-fetch-site': 'same-site', origin: own }],
  ['a bookmark', 'POST', { cookie, 'sec-fetch-site': 'none' }],
  ['another site in an old browser', 'PATCH', { cookie, origin: 'https://evil.example' }],
  ['an opaque origin', 'POST', { cookie, origin: 'null' }],
  ['a name that begins alike', 'POST', { cookie, origin: `${own}.evil.example` }],
  ['nobody known', 'DELETE', { cookie }],
  ["another site's socket", 'GET', { cookie, upgrade: 'websocket', origin: 'https://evil.example' }],
])('%s is refused', (_, method, headers) => {
  expect(judge(method, headers)).toBe('csrf_rejected');
});
