import { basename } from 'node:path';
import type { Playback } from '../../shared/contracts/playback.ts';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { Failure } from '../failure.ts';
import type { Output } from '../output.ts';
import { formatMegabytes } from '../terminal/format-bytes.ts';
import { createProgressView } from '../terminal/progress-view.ts';
import { explained } from '../upload/explain-error.ts';
import { createSessionClient } from '../upload/session-client.ts';
import { uploadFile } from '../upload/upload-file.ts';
import { createStageSplit } from './encode-stages.ts';
import { newCreator } from './new-creator.ts';
import { renditionTable } from './rendition-table.ts';
import { watchStatus } from './watch-status.ts';

const stages = ['upload', 'encode', 'package'] as const;

/**
 * As a new creator, through the public API alone: signs up, uploads `path`, follows the encoding, and
 * prints the links as soon as the first rung plays. Resolves when the whole ladder is published.
 */
export async function runDemo(publicUrl: string, path: string, output: Output, signal: AbortSignal): Promise<void> {
  try {
    const { session, credentials } = await newCreator(publicUrl, signal);
    output.line(`\n  signed up ${credentials.email}, password ${credentials.password}`);
    output.line(`  uploading ${basename(path)}\n`);
    const client = createSessionClient(publicUrl, session);
    const progress = createProgress(output);
    const { video_id: videoId } = await uploadFile(client, path, {
      details: { visibility: 'public' },
      signal,
      onProgress: (sent, total) =>
        progress.update('upload', (sent / total) * 100, `${formatMegabytes(sent)} / ${formatMegabytes(total)}`),
    });
    progress.update('upload', 100);

    const links = async () => linksOf(publicUrl, videoId, await client.playback(videoId));
    const split = createStageSplit();
    let wasPlayable = false;
    const report = await watchStatus(client, videoId, signal, async (status) => {
      const percents = split(status);
      progress.update('encode', percents.encode, remaining(status));
      progress.update('package', percents.package);
      if (wasPlayable || !status.playable || status.status === 'failed') return;
      wasPlayable = true;
      const urls = await links();
      progress.close();
      printPlayable(output, videoId, urls, status);
    });
    progress.close();
    if (report.status === 'failed')
      throw new Failure(
        report.error?.code ?? 'processing_failed',
        report.error?.message ?? 'the video could not be processed',
      );
    output.event({ event: 'complete', video_id: videoId, ...(await links()), renditions: report.renditions });
    output.line('\n  complete:');
    for (const line of renditionTable(report.renditions)) output.line(`  ${line}`);
  } catch (error) {
    throw explained(error);
  }
}

function createProgress(output: Output) {
  const { stdout } = process;
  const view = createProgressView(stages, {
    isTty: stdout.isTTY === true,
    columns: stdout.columns || 80,
    write: (text) => {
      if (!output.json) stdout.write(text);
    },
  });
  const reported = new Map<string, number>();
  return {
    close: view.close,
    update(stage: (typeof stages)[number], percent: number, note?: string) {
      view.update(stage, percent, note);
      const whole = Math.floor(percent);
      if (whole <= (reported.get(stage) ?? -1)) return;
      reported.set(stage, whole);
      output.event({ event: 'progress', stage, percent: whole });
    },
  };
}

type Links = { watch_url: string; hls_url: string; dash_url: string };

function linksOf(publicUrl: string, videoId: string, playback: Playback): Links {
  return { watch_url: `${publicUrl}/watch/${videoId}`, hls_url: playback.hls_url, dash_url: playback.dash_url };
}

function printPlayable(output: Output, videoId: string, links: Links, status: VideoStatusReport): void {
  output.event({ event: 'playable', video_id: videoId, ...links });
  const soFar =
    status.status === 'ready' ? 'playable' : `playable at ${status.renditions.map((rung) => rung.name).join(', ')}`;
  output.line(`\n  ${soFar}:`);
  output.line(`    watch  ${links.watch_url}`);
  output.line(`    HLS    ${links.hls_url}`);
  output.line(`    DASH   ${links.dash_url}\n`);
}

function remaining(status: VideoStatusReport): string {
  const seconds = status.estimated_seconds_remaining;
  return seconds === null || seconds <= 0 || status.status === 'ready' ? '' : `about ${seconds} s left`;
}
