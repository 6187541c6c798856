import { describe, expect, test } from 'bun:test';
import { type Area, findOrphans } from './find-orphans.ts';
import type { RecordedVideo } from './store.ts';

const before = new Date('2026-11-20T00:00:00Z');
const old = new Date('2026-11-19T00:00:00Z');
const young = new Date('2026-11-20T00:00:01Z');
const videoId = 'abcdefghijk';
const uploadId = 'upload-1';
const original = `originals/${videoId}/${uploadId}`;
const upload = { id: uploadId, objectKey: original, storeUploadId: 's', originalRemovedAt: null };
const video: RecordedVideo = {
  id: videoId,
  status: 'ready',
  generation: 'g2',
  otherGenerations: ['t1'],
  deletedAt: null,
  purgedAt: null,
  updatedAt: old,
  uploads: [{ ...upload, state: 'completed' }],
  captionLanguages: ['en'],
};

/** Keys that count as orphans among old objects. */
function orphans(area: Area, keys: string[], recorded: RecordedVideo | undefined, lastModified = old): string[] {
  const objects = keys.map((key) => ({ key, sizeBytes: 1, lastModified }));
  return findOrphans(area, videoId, objects, recorded, before).map((orphan) => orphan.key);
}

describe('an original', () => {
  test.each(['open', 'completing', 'completed'] as const)('of an upload that is %s stays', (state) => {
    expect(orphans('originals', [original], { ...video, uploads: [{ ...upload, state }] })).toEqual([]);
  });
  test.each(['failed', 'aborted', 'expired', 'deleted'] as const)('of an upload that is %s is one', (state) => {
    expect(orphans('originals', [original], { ...video, uploads: [{ ...upload, state }] })).toEqual([original]);
  });
  test('that was given up is one, and so is what no upload names', () => {
    const given = { ...upload, state: 'completed' as const, originalRemovedAt: old };
    expect(orphans('originals', [original], { ...video, uploads: [given] })).toEqual([original]);
    expect(orphans('originals', [original, `originals/${videoId}/other`], video)).toEqual([
      `originals/${videoId}/other`,
    ]);
  });
  test('has its remainder beside it only while it is being sent', () => {
    expect(orphans('originals', [`${original}.part`], { ...video, uploads: [{ ...upload, state: 'open' }] })).toEqual(
      [],
    );
    expect(orphans('originals', [`${original}.part`], video)).toEqual([`${original}.part`]);
  });
});

describe('media', () => {
  const files = ['g1', 'g2', 't1', 'zz'].map((generation) => `media/${videoId}/${generation}/hls/master.m3u8`);
  test('of generations that the rows name stay, all others go as a whole', () => {
    const second = `media/${videoId}/g1/720p/00001.m4s`;
    expect(orphans('media', [...files, second], video)).toEqual([`media/${videoId}/g1/`, `media/${videoId}/zz/`]);
  });
  test('stays while the video is being made, and while sessions may play what was replaced', () => {
    expect(orphans('media', files, { ...video, status: 'processing' })).toEqual([]);
    expect(orphans('media', files, { ...video, updatedAt: young })).toEqual([]);
  });
  test('stays whole when one file of it is young', () => {
    const objects = [
      { key: `media/${videoId}/g1/a`, sizeBytes: 1, lastModified: old },
      { key: `media/${videoId}/g1/b`, sizeBytes: 1, lastModified: young },
    ];
    expect(findOrphans('media', videoId, objects, video, before)).toEqual([]);
  });
});

test('captions stay in the languages there are', () => {
  const key = (language: string) => `captions/${videoId}/${language}.vtt`;
  expect(orphans('captions', [key('en'), key('de')], video)).toEqual([key('de')]);
});

describe('everything', () => {
  const all: [Area, string][] = [
    ['originals', original],
    ['media', `media/${videoId}/g2/`],
    ['captions', `captions/${videoId}/en.vtt`],
    ['rungs', `rungs/${videoId}/av1/720p.mp4`],
    ['work', `work/${videoId}/e1/`],
    ['quarantine', `quarantine/${videoId}/${uploadId}`],
  ];
  const object = (key: string) => (key.endsWith('/') ? `${key}file` : key);
  test.each(all)('in %s is an orphan without a row, and after its video was deleted and purged', (area, key) => {
    expect(orphans(area, [object(key)], undefined)).toEqual([key]);
    expect(orphans(area, [object(key)], { ...video, deletedAt: old, purgedAt: old })).toEqual([key]);
    expect(orphans(area, [object(key)], video)).toEqual([]);
  });
  test.each(all)('in %s is left alone while young or while its removal is under way', (area, key) => {
    expect(orphans(area, [object(key)], undefined, young)).toEqual([]);
    expect(orphans(area, [object(key)], { ...video, deletedAt: old, purgedAt: null })).toEqual([]);
  });
});
