import { basename } from 'node:path';
import type { VideoStatusReport } from '../../shared/contracts/videos.ts';
import { printable } from '../admin/printable.ts';
import type { Output } from '../output.ts';
import { formatMegabytes } from '../terminal/format-bytes.ts';
import { createProgressView } from '../terminal/progress-view.ts';
import type { Sent } from './send-one.ts';

/** Tells a person or a program how one file gets on; `bars`: `upload` and perhaps `encode`. */
export function createUploadReport(path: string, host: string, output: Output, bars: readonly string[]) {
  const { stdout } = process;
  const file = basename(path);
  const view = createProgressView(bars, {
    isTty: stdout.isTTY === true,
    columns: stdout.columns || 80,
    write: (text) => {
      if (!output.json) stdout.write(text);
    },
  });
  let startedAtMs = performance.now();
  let bytesAtStart: number | null = null;
  let lastPercent = -1;
  let wasPlayable = false;

  return {
    start({ uploadId, videoId, resumed }: { uploadId: string; videoId: string; resumed: boolean }): void {
      startedAtMs = performance.now();
      output.event({ event: resumed ? 'resumed' : 'created', file, upload_id: uploadId, video_id: videoId });
      output.line(`\n  ${printable(file)}${resumed ? ': going on with what was sent before' : ''}`);
    },
    progress(sentBytes: number, totalBytes: number): void {
      bytesAtStart ??= sentBytes;
      const elapsedSec = (performance.now() - startedAtMs) / 1000;
      const perSec = elapsedSec > 0 ? (sentBytes - bytesAtStart) / elapsedSec : 0;
      const percent = totalBytes === 0 ? 100 : (sentBytes / totalBytes) * 100;
      const speed = perSec > 0 ? `, ${formatMegabytes(perSec)}/s` : '';
      view.update('upload', percent, `${formatMegabytes(sentBytes)} of ${formatMegabytes(totalBytes)}${speed}`);
      if (Math.floor(percent) === lastPercent) return;
      lastPercent = Math.floor(percent);
      output.event({ event: 'progress', file, percent: lastPercent, sent_bytes: sentBytes, total_bytes: totalBytes });
    },
    done({ videoId, outcome }: Sent): void {
      view.close();
      const watch_url = `${host}/watch/${videoId}`;
      output.event({ event: 'uploaded', file, video_id: videoId, watch_url, already_sent: outcome === 'already_sent' });
      const note = outcome === 'already_sent' ? ' (sent before; --again makes another video of it)' : '';
      output.line(`  ${printable(file)} → ${watch_url}${note}`);
    },
    status(report: VideoStatusReport): void {
      view.update('encode', report.progress);
      if (report.playable && !wasPlayable && report.status !== 'failed') {
        wasPlayable = true;
        output.event({
          event: 'playable',
          file,
          video_id: report.video_id,
          watch_url: `${host}/watch/${report.video_id}`,
        });
      }
      if (report.status === 'ready') output.event({ event: 'ready', file, video_id: report.video_id });
    },
  };
}
