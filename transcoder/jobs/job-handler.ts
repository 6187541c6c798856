import { type Job, UnrecoverableError } from 'bullmq';
import type * as z from 'zod';
import { loadPrepared, type Prepared } from '../steps/prepared.ts';
import type { JobDeps } from './job-deps.ts';

/** Does one kind of job; `stop` is aborted when the job must be let go of at once. */
export type JobHandler = (
  job: Job<unknown, unknown, string>,
  token: string | undefined,
  stop: AbortSignal,
) => Promise<unknown>;

export function parseData<T>(schema: z.ZodType<T>, job: Job<unknown, unknown, string>): T {
  const parsed = schema.safeParse(job.data);
  if (!parsed.success) throw new UnrecoverableError(`malformed job: ${parsed.error.message}`);
  return parsed.data;
}

export async function needPrepared(
  deps: Pick<JobDeps, 'store'>,
  input: { videoId: string; encode: string },
): Promise<Prepared> {
  const prepared = await loadPrepared(deps.store, input);
  if (!prepared) throw new Error('the intermediate files of this encode are gone');
  return prepared;
}
