import { expect, test } from 'bun:test';
import { join } from 'node:path';
import type { TranscodeResult } from '../../shared/contracts/transcode.ts';
import { makeClip } from '../../testkit/fixtures.ts';
import { tempDir } from '../../testkit/services.ts';
import { originalKey, pipelineIn, videoId } from '../testing/run-clip.ts';
import { processJob } from './process-job.ts';

/** One attempt with a packager that always fails: a fault of ours, not of the source. */
async function attempt(isLast: boolean) {
  await using dir = await tempDir();
  const file = join(dir.path, 'clip.mp4');
  await makeClip({ path: file, durationSec: 1, width: 256, height: 144 });
  const { deps, store } = await pipelineIn(dir.path);
  await store.putFile(originalKey, file, { contentType: 'video/mp4' });
  const sent: TranscodeResult[] = [];
  const outcome = await processJob(
    {
      job: { video_id: videoId, original_key: originalKey, original_size_bytes: 1 },
      isLast,
      shownPercent: 0,
      signal: new AbortController().signal,
      onProgress: () => {},
      sendResult: async (result) => void sent.push(result),
      keepNote: async () => {},
    },
    { ...deps, tools: { ...deps.tools, packager: Bun.which('false') ?? '/bin/false' } },
  );
  return { outcome, sent };
}

test('a fault of ours is tried again and says nothing to the creator', async () => {
  const { outcome, sent } = await attempt(false);
  expect(outcome.kind).toBe('retry');
  expect(sent).toEqual([]);
});

test('after the last attempt the creator is told', async () => {
  const { outcome, sent } = await attempt(true);
  expect(outcome.kind).toBe('retry');
  expect(sent).toEqual([expect.objectContaining({ kind: 'failed', code: 'processing_failed', video_id: videoId })]);
});
