import { expect, test } from 'bun:test';
import { generationFiles, thumbnailFile } from './object-keys.ts';
import { renditionHeightOf } from './rendition-height.ts';

test.each([
  ['144p/00001.m4s', 144],
  ['1080p/init.mp4', 1080],
  ['2160p-av1/00001.m4s', 2160],
  ['360p-trick/00001.m4s', 360],
  ['hls/720p.m3u8', 720],
  ['hls/720p-iframes.m3u8', 720],
  ['hls/audio.m3u8', 0],
  ['hls/captions-en.m3u8', 0],
  ['audio/00001.m4s', 0],
  ['audio-en-51/init.mp4', 0],
  ['captions-pt-BR/00001.vtt', 0],
  [thumbnailFile(640, 'avif'), 0],
  [generationFiles.hlsMaster, 0],
  [generationFiles.dashManifest, 0],
  [generationFiles.poster, 0],
  [generationFiles.storyboard, 0],
  [generationFiles.set, Number.POSITIVE_INFINITY],
  ['source/00001.m4s', Number.POSITIVE_INFINITY],
  ['audiovisual/00001.m4s', Number.POSITIVE_INFINITY],
  ['720p2/00001.m4s', Number.POSITIVE_INFINITY],
  ['', Number.POSITIVE_INFINITY],
])('%p belongs to height %p', (path, height) => {
  expect(renditionHeightOf(path)).toBe(height);
});
