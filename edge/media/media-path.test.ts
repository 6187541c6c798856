import { expect, test } from 'bun:test';
import { rawPath } from '../http/raw-path.ts';
import { parseMediaPath } from './media-path.ts';

const good = '/p/TOKEN/aaaaaaaaaaa/lx0001/720p/00001.m4s';

test('a media path gives the token, the video and a key without the token', () => {
  expect(parseMediaPath(good)).toEqual({
    token: 'TOKEN',
    videoId: 'aaaaaaaaaaa',
    generation: 'lx0001',
    file: '720p/00001.m4s',
    key: 'media/aaaaaaaaaaa/lx0001/720p/00001.m4s',
  });
});

test.each([
  '/p/TOKEN/aaaaaaaaaaa/lx0001/../../other.mp4',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/./a.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/%2e%2e/a.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/%252e%252e/a.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/..%2fa.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/..%5ca.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/..\\a.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/%c0%ae%c0%ae/a.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/．．/a.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/.hidden',
  '/p/TOKEN/aaaaaaaaaaa/lx0001//a.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/a.m4s/',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/a%00.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/a;b.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/a/b/c/d/e.m4s',
  '/p/TOKEN/aaaaaaaaaaa/lx0001/',
  '/p/TOKEN/aaaaaaaaaaa/lx0001',
  '/p/TOKEN/aaaaaaaaaaa/LX0001/a.m4s',
  '/p/TOKEN/aaaaaaaaaaa/../lx0001/a.m4s',
  '/p/TOKEN/short/lx0001/a.m4s',
  '/p//aaaaaaaaaaa/lx0001/a.m4s',
  '//p/TOKEN/aaaaaaaaaaa/lx0001/a.m4s',
  `/p/TOKEN/aaaaaaaaaaa/lx0001/${'a'.repeat(200)}`,
  '',
])('%p is no media path', (path) => {
  expect(parseMediaPath(path)).toBeNull();
});

test.each([
  ['http://host:8787/a/../b/%2e%2e/c?x=/d#e', '/a/../b/%2e%2e/c'],
  ['http://host', '/'],
  ['http://host?x', '/'],
])('the raw path of %p is untouched', (url, expected) => {
  expect(rawPath(url)).toBe(expected);
});
