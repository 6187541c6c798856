import type { VideoStatusReport } from '../../../shared/contracts/videos.ts';
import { callAsViewer } from '../../comments/viewer.ts';
import { formats, say } from '../../messages.ts';
import { followStatus } from '../../processing/follow-status.ts';
import type { UploadRow } from './upload-row.ts';

let streams = 0;
/** Browsers hold six connections to a host, of which parts take four. The other videos are asked about every second. */
const MAX_STREAMS = 1;

/** Shows what becomes of a video until it is ready or has failed. `tell` is for who does not look at the row. */
export async function followMaking(videoId: string, row: UploadRow, tell: (words: string) => void): Promise<void> {
  const byStream = streams < MAX_STREAMS;
  if (byStream) streams += 1;
  let wasPlayable = false;
  try {
    for await (const report of followStatus(videoId, { call: callAsViewer, byStream })) {
      show(report, row);
      if (report.playable && !wasPlayable) {
        row.showLink('watch', `/watch/${videoId}`);
        tell(say('upload.playable'));
      }
      wasPlayable = report.playable;
      if (report.status === 'ready' || report.status === 'failed') return;
    }
  } finally {
    if (byStream) streams -= 1;
  }
}

function show(report: VideoStatusReport, row: UploadRow): void {
  const { status, stage, progress, playable, renditions, error, details } = report;
  row.showProgress(progress / 100);
  const done = new Map(renditions.map(({ name }) => [name, status === 'ready' ? 100 : 0]));
  const rungs = new Map([...done, ...Object.entries(details?.renditions ?? {})]);
  const inOrder = [...rungs].toSorted(([one], [other]) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  row.showRungs(inOrder.map(([name, percent]) => ({ name, percent: Math.floor(percent) })));
  if (status === 'failed') {
    row.say('');
    row.hideLink('watch');
    row.showProblem(say(`encoding.failed_${error?.code ?? 'processing_failed'}`));
    return;
  }
  if (status === 'ready') {
    row.say(say('upload.ready'));
    return;
  }
  const percent = formats.percent(progress / 100);
  const making = say('encoding.stage_progress', { stage: say(`encoding.stage_${stage ?? 'queued'}`), percent });
  row.say(...(playable ? [say('upload.playable')] : []), making);
}
