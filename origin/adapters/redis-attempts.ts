import type { Redis } from '../../platform/redis.ts';
import { AppError } from '../../shared/errors.ts';
import type { Attempts, Subject } from '../accounts/abuse/attempts.ts';
import { withDeadline } from './with-deadline.ts';

const forgottenAfterMs = 3_600_000;
const timeoutMs = 2_000;

/** Looks at all waits, then counts, in one step: many attempts at once are counted one after the other. */
const takeScript = `
local wait = 0
for i = 1, #KEYS, 2 do wait = math.max(wait, redis.call('PTTL', KEYS[i + 1])) end
if wait > 0 then return wait end
for i = 1, #KEYS, 2 do
  local at = (i - 1) / 2 * 3 + 2
  local free, base, most = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local tried = redis.call('INCR', KEYS[i])
  redis.call('PEXPIRE', KEYS[i], ARGV[1])
  if tried >= free then
    redis.call('SET', KEYS[i + 1], '1', 'PX', math.floor(math.min(most, base * 2 ^ (tried - free))))
  end
end
return 0`;

/** A counter that has lapsed meanwhile must not come back as a negative one that never does. */
const succeededScript = `
for i = 1, #KEYS, 2 do
  if ARGV[(i + 1) / 2] == 'forget' then redis.call('DEL', KEYS[i], KEYS[i + 1])
  elseif redis.call('EXISTS', KEYS[i]) == 1 then redis.call('DECR', KEYS[i]) end
end`;

/** While Redis is away nothing is counted, so nothing is tried either: `unavailable`. */
export function createRedisAttempts(redis: Redis): Attempts {
  const asked = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await withDeadline(work, timeoutMs, 'Redis');
    } catch (cause) {
      throw new AppError('unavailable', 'sign-in is not possible right now; try again in a moment', {
        headers: { 'retry-after': '5' },
        cause,
      });
    }
  };
  return {
    async take(subjects) {
      if (subjects.length === 0) return;
      const rules = subjects.flatMap(({ rule }) => [rule.free, rule.baseSec * 1000, rule.maxSec * 1000]);
      const keys = subjects.flatMap(keysOf);
      const waitMs = Number(await asked(redis.eval(takeScript, keys.length, ...keys, forgottenAfterMs, ...rules)));
      if (waitMs <= 0) return;
      const waitSec = Math.ceil(waitMs / 1000);
      throw new AppError('rate_limited', `too many attempts; wait ${waitSec} seconds`, {
        headers: { 'retry-after': String(waitSec) },
      });
    },
    async succeeded(subjects) {
      if (subjects.length === 0) return;
      const keys = subjects.flatMap(keysOf);
      const how = subjects.map(({ onSuccess }) => onSuccess);
      await asked(redis.eval(succeededScript, keys.length, ...keys, ...how));
    },
  };
}

/** One hash tag, so that a script may touch them all in a cluster. */
const countKey = (key: string) => `kinora:{attempts}:${key}`;
const keysOf = ({ key }: Subject) => [countKey(key), `${countKey(key)}:wait`];
