import { expect, test } from 'bun:test';
import { askingSite } from './site-allowed.ts';

test.each<[string, Record<string, string>, string | null]>([
  ['a program', {}, null],
  ['a page of ours', { 'sec-fetch-dest': 'document', referer: 'https://evil.example/' }, null],
  ["our page's script", { origin: 'https://video.example' }, null],
  ["another site's script", { origin: 'https://news.example:8443' }, 'news.example:8443'],
  ['a sandboxed frame', { origin: 'null' }, ''],
  ['a frame on another site', { 'sec-fetch-dest': 'iframe', referer: 'https://news.example/a' }, 'news.example'],
  ['a frame on a site that hides', { 'sec-fetch-dest': 'iframe' }, ''],
  ['an object element', { 'sec-fetch-dest': 'object', referer: 'https://news.example/' }, 'news.example'],
  ['a frame on our own page', { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-origin' }, null],
  ['a frame that names our host', { 'sec-fetch-dest': 'iframe', referer: 'https://video.example/watch' }, null],
])('%s', (_who, headers, site) => {
  expect(askingSite(new Headers(headers), 'video.example')).toBe(site);
});
