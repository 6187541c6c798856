import { expect, test } from 'bun:test';
import { redactPath } from './redact-path.ts';
import { readRequestFacts } from './request-facts.ts';

function facts(cf: object | undefined, headers: Record<string, string> = {}, testCountry: string | null = null) {
  const request = Object.assign(new Request('http://host/', { headers }), { cf });
  const { clientAddress, country } = readRequestFacts(request, testCountry);
  return { clientAddress, country };
}

test("plain workerd's own word for the peer is believed, a client's header is not", () => {
  expect(facts({ clientIp: '203.0.113.9:4711' }, { 'cf-connecting-ip': '127.0.0.1', 'cf-ipcountry': 'US' })).toEqual({
    clientAddress: '203.0.113.9',
    country: null,
  });
  expect(facts({ clientIp: '[2001:db8::1]:4711' }).clientAddress).toBe('2001:db8::1');
});

test('on Cloudflare its header carries the address and cf the country', () => {
  expect(facts({ colo: 'FRA', country: 'DE' }, { 'cf-connecting-ip': '203.0.113.9' })).toEqual({
    clientAddress: '203.0.113.9',
    country: 'DE',
  });
});

test.each(['XX', 'T1', '', 'Germany', 7])('the country %p is unknown', (country) => {
  expect(facts({ colo: 'FRA', country }).country).toBeNull();
});

test('a runtime that tells nothing gives nothing', () => {
  expect(facts(undefined, { 'cf-connecting-ip': '127.0.0.1' })).toEqual({ clientAddress: null, country: null });
});

test.each([
  ['/p/v1.1.secret/aaaaaaaaaaa/g/hls/master.m3u8', '/p/[token]/aaaaaaaaaaa/g/hls/master.m3u8'],
  ['//p//secret', '//p//[token]'],
  ['/api/v1/videos/x', '/api/v1/videos/x'],
])('%p is logged as %p', (path, expected) => {
  expect(redactPath(path)).toBe(expected);
});
