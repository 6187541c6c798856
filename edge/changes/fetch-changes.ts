import type { ChangeFeedPage } from '../../shared/contracts/changes.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { shortHash } from '../../shared/tokens/short-hash.ts';

/** One page of origin's change feed after entry `after`; null asks for all that is still revoked. */
export type FetchChanges = (after: number | null) => Promise<ChangeFeedPage>;

export type FetchChangesOptions = { originUrl: string; internalKey: string; timeoutMs?: number };

/** Reads the feed over HTTP. Throws when origin does not answer as agreed: an answer half understood is none. */
export function createFetchChanges({ originUrl, internalKey, timeoutMs = 3_000 }: FetchChangesOptions): FetchChanges {
  return async (after) => {
    const response = await fetch(`${originUrl}/internal/changes${after === null ? '' : `?after=${after}`}`, {
      headers: { [internalHeaders.key]: internalKey, accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`the change feed answered ${response.status}`);
    const page: unknown = await response.json();
    if (!isPage(page)) throw new Error('the change feed answered something else');
    const changes = page.changes.map(async (change) =>
      change.kind === 'user_revoked' || change.kind === 'user_restored'
        ? { ...change, subject: await shortHash(change.subject) }
        : change,
    );
    return { ...page, changes: await Promise.all(changes) };
  };
}

/** By hand: zod would be a quarter of the worker. Kinds that a newer origin adds are passed on and ignored. */
function isPage(value: unknown): value is ChangeFeedPage {
  const page = value as Partial<ChangeFeedPage> | null; // every field is looked at below
  return (
    typeof page === 'object' &&
    Number.isSafeInteger(page?.head) &&
    typeof page?.more === 'boolean' &&
    typeof page.from_start === 'boolean' &&
    Array.isArray(page.changes) &&
    page.changes.every(({ seq, kind, subject }) => Number.isSafeInteger(seq) && isText(kind) && isText(subject))
  );
}

const isText = (value: unknown) => typeof value === 'string';
