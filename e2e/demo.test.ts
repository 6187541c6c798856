import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { makeClip } from '../testkit/fixtures.ts';
import { tempDir } from '../testkit/services.ts';
import { readMaster } from './media-set.ts';
import { runKinora } from './running-kinora.ts';

test('demo FILE uploads, tells when the first rung plays, goes on to the full ladder and serves', async () => {
  await using scratch = await tempDir();
  const path = join(scratch.path, "somebody else's file (1).mov");
  await makeClip({ path, durationSec: 4, width: 720, height: 1280 });
  const kinora = await runKinora(['demo', path]);
  try {
    const playable = await kinora.next(({ event }) => event === 'playable');
    expect(playable.watch_url).toBe(`${kinora.url}/watch/${playable.video_id}`);
    for (const url of [playable.watch_url, playable.hls_url, playable.dash_url])
      expect((await fetch(String(url))).status).toBe(200);

    await kinora.next(({ event }) => event === 'complete');
    const { hls_url } = await kinora.client().playback(String(playable.video_id));
    // Portrait stays portrait: the rungs go by the short side.
    expect([...(await readMaster(hls_url)).variants.keys()].sort((a, b) => a - b)).toEqual([256, 426, 640, 854, 1280]);

    const names = kinora.events.map(({ event }) => event);
    expect(names.indexOf('ready')).toBeLessThan(names.indexOf('playable'));
    expect(names.indexOf('playable')).toBeLessThan(names.indexOf('complete'));
    const percents = kinora.events.filter(({ event }) => event === 'progress').map(({ percent }) => Number(percent));
    expect(percents.length).toBeGreaterThan(3);
  } finally {
    await kinora.stop();
  }
}, 120_000);

test('demo of a file that is not there says so and fails', async () => {
  const kinora = await runKinora(['demo', '/nonexistent/film.mov']);
  try {
    const error = await kinora.next(({ event }) => event === 'error');
    expect(String(error.message)).toContain('/nonexistent/film.mov');
    expect((await kinora.exited).code).toBe(1);
  } finally {
    await kinora.stop();
  }
}, 60_000);

test('demo of a file that is no video says why in plain words, with its code', async () => {
  await using scratch = await tempDir();
  const path = join(scratch.path, 'fake.mov');
  await Bun.write(path, 'this is no film\n'.repeat(100));
  const kinora = await runKinora(['demo', path]);
  try {
    const error = await kinora.next(({ event }) => event === 'error');
    expect(error).toMatchObject({ code: 'unsupported_media', message: expect.not.stringContaining('server') });
    expect((await kinora.exited).code).toBe(1);
  } finally {
    await kinora.stop();
  }
}, 60_000);
