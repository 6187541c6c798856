import { changeJobs } from './admin/change-jobs.ts';
import { openJobQueues } from './admin/job-queues.ts';
import { listJobs, oneForEachVideo } from './admin/list-jobs.ts';
import { reachInstallation } from './admin/reach-installation.ts';
import { showJobs } from './admin/show-jobs.ts';
import { usageFailure } from './failure.ts';
import type { VerbInput } from './verb.ts';

/** `admin jobs list|show|retry|drop`: the queues of the running installation. */
export async function admin({ positionals, flags, output }: VerbInput): Promise<number> {
  const [area, action, ...videoIds] = positionals;
  if (area !== 'jobs') throw usageFailure('try ./kinora admin jobs list; see ./kinora admin --help');
  const isAll = flags.has('all');
  if (action === 'list' && videoIds.length === 0 && !isAll)
    return withQueues((queues) => listJobs(queues, output, new Date()));
  const [videoId, another] = videoIds;
  if (action === 'show' && videoId !== undefined && another === undefined && !isAll)
    return withQueues((queues) => showJobs(queues, videoId, output, new Date()));
  if ((action === 'retry' || action === 'drop') && isAll !== videoIds.length > 0) {
    const ids = isAll ? await withQueues(async (queues) => failedVideos(await queues.listFailed())) : videoIds;
    if (ids.length === 0) output.line('nothing has failed');
    return changeJobs(action, ids, reachInstallation(process.env).origin(), output);
  }
  throw usageFailure('use admin jobs list, show VIDEO, retry VIDEO… or drop VIDEO…; see ./kinora admin --help');
}

const failedVideos = (failed: Parameters<typeof oneForEachVideo>[0]) =>
  oneForEachVideo(failed).flatMap(({ videoId }) => videoId ?? []);

async function withQueues<T>(use: (queues: Awaited<ReturnType<typeof openJobQueues>>) => Promise<T>): Promise<T> {
  const queues = await openJobQueues(reachInstallation(process.env).redisUrl);
  try {
    return await use(queues);
  } finally {
    await queues.close();
  }
}
