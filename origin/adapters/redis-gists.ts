import type { Redis } from '../../platform/redis.ts';
import { toBase64Url } from '../../shared/base64url.ts';
import type { NoteGist } from '../moderation/judge-posted.ts';
import { withDeadline } from './with-deadline.ts';

const timeoutMs = 500;
/** More authors than any rule asks for need not be told apart. */
const maxAuthors = 1_000;

/** Forgets whoever is out of the window, counts the others, remembers the author. */
const noteScript = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[2] - ARGV[3])
local others = redis.call('ZCARD', KEYS[1]) - (redis.call('ZSCORE', KEYS[1], ARGV[1]) and 1 or 0)
if others < tonumber(ARGV[4]) then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return others`;

/** While Redis is away nobody is known to have said the same: the other rules still judge. */
export function createNoteGist(redis: Redis, clock: () => Date): NoteGist {
  return async (gist, authorId, windowMs) => {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(gist)));
    const key = `kinora:gist:${toBase64Url(hash.slice(0, 16))}`;
    const noted = redis.eval(noteScript, 1, key, authorId, clock().getTime(), windowMs, maxAuthors);
    return withDeadline(noted, timeoutMs, 'Redis').then(Number, () => 0);
  };
}
