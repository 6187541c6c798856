import { AppError } from '../../shared/errors.ts';
import { countedAddress } from './counted-address.ts';
import type { RateCounters, RateVerdict } from './rate-counters.ts';
import type { CountedBy, PolicyName, RateClass, RatePolicies, RatePolicy } from './rate-policies.ts';

/** A limit that several isolates share, as Cloudflare's rate-limit binding; its size is set where it is declared. */
export type SharedLimit = { limit(options: { key: string }): Promise<{ success: boolean }> };

export type RateDeps = {
  /** Null lifts every limit. */
  policies: RatePolicies | null;
  counters: RateCounters;
  shared: (name: PolicyName) => SharedLimit | undefined;
};

/** Who is counted; null where that is not known, and then not counted. */
export type Subjects = Partial<Record<CountedBy, () => Promise<string | null> | string | null>>;

type Taken = { policy: RatePolicy; verdict: RateVerdict };

/**
 * Counts a request and returns the headers that tell its sender where it stands (draft-ietf-httpapi-ratelimit-headers).
 * Throws `rate_limited` with the same headers and Retry-After.
 */
export async function limitRate(kind: RateClass, subjects: Subjects, deps: RateDeps): Promise<Record<string, string>> {
  const taken: Taken[] = [];
  for (const policy of deps.policies?.[kind] ?? []) {
    const subject = (await subjects[policy.by]?.()) ?? null;
    if (subject === null) continue;
    const verdict = deps.counters.take(policy, subject);
    const shared = verdict.allowed ? deps.shared(policy.name) : undefined;
    if (shared && !(await shared.limit({ key: subject })).success)
      Object.assign(verdict, { allowed: false, remaining: 0, resetSec: policy.windowSec });
    taken.push({ policy, verdict });
    if (!verdict.allowed)
      throw new AppError('rate_limited', `too many requests; wait ${verdict.resetSec} seconds`, {
        headers: { ...describe(taken), 'retry-after': String(verdict.resetSec) },
        details: { policy: policy.name, limit: policy.limit, window_sec: policy.windowSec },
      });
  }
  return describe(taken);
}

/**
 * The same for a request that names no account, at once. Null, with nothing counted, where the long way has to be taken: a
 * limit that several isolates share, or one that is reached.
 */
export function limitAnonymous(
  kind: RateClass,
  addressOf: () => string | null,
  deps: RateDeps,
): Record<string, string> | null {
  const policy = deps.policies?.[kind].find(({ by }) => by === 'address');
  if (!policy) return {};
  if (deps.shared(policy.name)) return null;
  const clientAddress = addressOf();
  if (clientAddress === null) return {};
  const verdict = deps.counters.take(policy, countedAddress(clientAddress));
  return verdict.allowed ? describe([{ policy, verdict }]) : null;
}

function describe(taken: readonly Taken[]): Record<string, string> {
  if (taken.length === 0) return {};
  return {
    'ratelimit-policy': taken
      .map(({ policy }) => `"${policy.name}";q=${policy.limit};w=${policy.windowSec}`)
      .join(', '),
    ratelimit: taken
      .map(({ policy, verdict }) => `"${policy.name}";r=${verdict.remaining};t=${verdict.resetSec}`)
      .join(', '),
  };
}
