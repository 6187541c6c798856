import { searchIndexCheckSchema, searchIndexStatusSchema } from '../../shared/contracts/search-admin.ts';
import { Failure, usageFailure } from '../failure.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import { callOrigin, type OriginAddress } from './call-origin.ts';

const POLL_MS = 500;
const names = { fts: 'index in the database', typesense: 'Typesense' } as const;

/** `admin search status|check|rebuild`: the search index. */
export async function adminSearch(
  action: string | undefined,
  origin: () => OriginAddress,
  output: Output,
): Promise<number> {
  if (action === 'status') return showStatus(origin(), output);
  if (action === 'check') return checkIndex(origin(), output);
  if (action === 'rebuild') return rebuildIndex(origin(), output);
  throw usageFailure('use admin search status, check, rebuild or rules; see ./kinora admin --help');
}

const readStatus = (origin: OriginAddress) => askOrigin(origin, '/search/status', searchIndexStatusSchema);

async function showStatus(origin: OriginAddress, output: Output): Promise<number> {
  for (const status of (await readStatus(origin)).engines) {
    output.event({ event: 'search_index', ...status });
    const state = status.is_rebuilding ? 'being rebuilt' : `${status.changes_behind} changes behind`;
    output.line(`${names[status.engine]}: ${status.documents} documents, ${state}`);
  }
  return 0;
}

/** Exit code 1 when the index and the videos do not agree. */
async function checkIndex(origin: OriginAddress, output: Output): Promise<number> {
  const check = await askOrigin(origin, '/search/check', searchIndexCheckSchema);
  output.event({ event: 'search_check', ...check });
  output.line(`${check.missing_videos} videos are missing, ${check.strays} documents are of nothing that is public`);
  const hasDrifted = check.missing_videos > 0 || check.strays > 0;
  if (hasDrifted) output.line('./kinora admin search rebuild mends that');
  return hasDrifted ? 1 : 0;
}

/** Origin does it beside its work; this waits for it and may be cut off. */
async function rebuildIndex(origin: OriginAddress, output: Output): Promise<number> {
  const refusal = await callOrigin(origin, 'POST', '/search/rebuild');
  if (refusal) throw new Failure(refusal.code, refusal.message);
  for (;;) {
    const { engines } = await readStatus(origin);
    const waiting = engines.filter((engine) => engine.is_rebuilding);
    for (const { engine, documents } of waiting) output.event({ event: 'search_rebuilding', engine, documents });
    if (waiting.length === 0) break;
    await Bun.sleep(POLL_MS);
  }
  output.event({ event: 'search_rebuilt' });
  output.line('the search index is rebuilt');
  return 0;
}
