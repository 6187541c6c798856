import { type ReconcileLine, reconcileLineSchema, type StorageFinding } from '../../shared/contracts/storage-care.ts';
import { isErrorBody } from '../../shared/errors.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { Failure } from '../failure.ts';
import type { Output } from '../output.ts';
import { formatMegabytes } from '../terminal/format-bytes.ts';
import { printable } from './printable.ts';

const words: Record<StorageFinding['kind'], string> = {
  orphan_original: 'original that no upload wants',
  orphan_media: 'media that no video plays',
  orphan_captions: 'captions that no video has',
  orphan_rungs: 'renditions of no video',
  orphan_work: 'intermediate files of no video',
  orphan_quarantine: 'quarantined file of no video',
  orphan_picture: 'picture that no channel shows',
  orphan_parts: 'parts of no upload',
  missing_original: 'original is missing',
  missing_media: 'media is missing',
  missing_captions: 'captions are missing',
  missing_picture: 'picture of a channel is missing',
};

/**
 * `admin storage reconcile [--delete]`: compares the database and the object store both ways, by way of origin. Exit
 * code 1 when something is missing, or when orphans were found and none were to be deleted.
 */
export async function reconcileStorage(
  { remove }: { remove: boolean },
  origin: { url: string; internalKey: string },
  output: Output,
): Promise<number> {
  for await (const line of ask(origin, remove)) {
    if ('error' in line) {
      output.error(line.error.code, line.error.message);
      return 1;
    }
    if ('finding' in line) tell(line.finding, output);
    if (!('summary' in line)) continue;
    const { objects, size_bytes, orphans, orphan_bytes, missing, removed } = line.summary;
    output.event({ event: 'summary', ...line.summary });
    output.line(
      `${objects} objects, ${formatMegabytes(size_bytes)}: ${orphans} without an owner ` +
        `(${formatMegabytes(orphan_bytes)}), ${removed} of them removed; ${missing} missing`,
    );
    if (orphans > removed && !remove) output.line('nothing was changed; --delete removes what has no owner');
    return missing > 0 || orphans > removed ? 1 : 0;
  }
  throw new Failure('origin_unreachable', 'origin went away in the middle; run it again');
}

function tell(finding: StorageFinding, output: Output): void {
  output.event({ event: 'finding', ...finding });
  const size = finding.objects === 0 ? '' : ` (${finding.objects} objects, ${formatMegabytes(finding.size_bytes)})`;
  output.line(`${finding.removed ? 'removed ' : ''}${words[finding.kind]}: ${printable(finding.key)}${size}`);
}

async function* ask(origin: { url: string; internalKey: string }, remove: boolean): AsyncGenerator<ReconcileLine> {
  let response: Response;
  try {
    response = await fetch(`${origin.url}/internal/storage/reconcile`, {
      method: 'POST',
      headers: { [internalHeaders.key]: origin.internalKey, 'content-type': 'application/json' },
      body: JSON.stringify({ delete: remove }),
    });
  } catch (cause) {
    throw new Failure('origin_unreachable', `origin does not answer at ${origin.url}`, { cause });
  }
  if (!response.ok || !response.body) {
    const body: unknown = await response.json().catch(() => null);
    const { code, message } = isErrorBody(body)
      ? body.error
      : { code: 'bad_gateway', message: `unexpected answer ${response.status}` };
    throw new Failure(code, message);
  }
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield reconcileLineSchema.parse(JSON.parse(line));
  }
}
