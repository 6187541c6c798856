import { isErrorBody } from '../../shared/errors.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { Failure } from '../failure.ts';
import type { Output } from '../output.ts';

export type Change = 'retry' | 'drop';

const requests = {
  retry: { method: 'POST', path: 'retry', done: 'is queued again' },
  drop: { method: 'DELETE', path: 'jobs', done: 'is dropped; the original and the reason are kept' },
} as const;
const timeoutMs = 30_000;

/**
 * `admin jobs retry|drop VIDEO…`: by way of origin, so that queue and database change together. Goes on past one
 * that cannot be changed; resolves with exit code 1 then.
 */
export async function changeJobs(
  change: Change,
  videoIds: readonly string[],
  origin: { url: string; internalKey: string },
  output: Output,
): Promise<number> {
  let exitCode = 0;
  for (const videoId of videoIds) {
    const error = await changeOne(change, videoId, origin);
    if (error === null) {
      output.event({ event: 'changed', change, video_id: videoId });
      output.line(`${videoId} ${requests[change].done}`);
      continue;
    }
    exitCode = 1;
    output.error(error.code, `${videoId}: ${error.message}`);
  }
  return exitCode;
}

async function changeOne(
  change: Change,
  videoId: string,
  origin: { url: string; internalKey: string },
): Promise<{ code: string; message: string } | null> {
  const { method, path } = requests[change];
  let response: Response;
  try {
    response = await fetch(`${origin.url}/internal/videos/${encodeURIComponent(videoId)}/${path}`, {
      method,
      headers: { [internalHeaders.key]: origin.internalKey },
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw new Failure('origin_unreachable', `origin does not answer at ${origin.url}`, { cause });
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return null;
  return isErrorBody(body) ? body.error : { code: 'bad_gateway', message: `unexpected answer ${response.status}` };
}
