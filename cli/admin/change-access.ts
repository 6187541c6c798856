import type { Output } from '../output.ts';
import { callOrigin } from './call-origin.ts';

type Action = {
  method: 'POST' | 'PUT' | 'DELETE';
  /** Below `/internal/admin`, with the subject's id in place of `*`. */
  path: string;
  done: string;
  takesReason?: true;
};

/** `admin AREA ACTION SUBJECT`: who may watch, sign in and write. */
export const accessActions: Record<string, Record<string, Action>> = {
  videos: {
    takedown: {
      ...{ method: 'PUT', path: '/videos/*/takedown', takesReason: true },
      done: 'is taken down; sessions that play it end within 30 seconds',
    },
    restore: { method: 'DELETE', path: '/videos/*/takedown', done: 'is back' },
  },
  users: {
    suspend: {
      ...{ method: 'PUT', path: '/users/*/suspension' },
      done: 'is suspended; playback by them and of their videos ends within 30 seconds',
    },
    restore: { method: 'DELETE', path: '/users/*/suspension', done: 'may sign in again; their videos are back' },
    export: { method: 'POST', path: '/users/*/export', done: 'gets an archive of their data; a mail tells them' },
    erase: { method: 'PUT', path: '/users/*/erasure', done: 'is locked, and erased after the grace period' },
    keep: { method: 'DELETE', path: '/users/*/erasure', done: 'has the account back' },
  },
  channels: {
    verify: { method: 'PUT', path: '/channels/*/verification', done: 'bears the verified mark' },
    unverify: { method: 'DELETE', path: '/channels/*/verification', done: 'bears no verified mark' },
  },
  keys: {
    revoke: {
      ...{ method: 'PUT', path: '/keys/*/revocation' },
      done: 'is revoked for good; take it out of the playback keys at the next opportunity',
    },
  },
  sessions: { revoke: { method: 'PUT', path: '/sessions/*/revocation', done: 'ends within 30 seconds' } },
};

/**
 * Applies `action` to each of `subjects` by way of origin, so that the record and the change feed change together. Goes
 * on past one that cannot be changed; resolves with exit code 1 then.
 */
export async function changeAccess(
  action: Action,
  subjects: readonly string[],
  why: { reason: string | undefined; byLaw: boolean },
  origin: { url: string; internalKey: string },
  output: Output,
): Promise<number> {
  const body = action.takesReason
    ? { ...(why.reason === undefined ? {} : { reason: why.reason }), by_law: why.byLaw }
    : undefined;
  let exitCode = 0;
  for (const subject of subjects) {
    const path = `/admin${action.path.replace('*', () => encodeURIComponent(subject))}`;
    const error = await callOrigin(origin, action.method, path, body);
    if (error === null) {
      output.event({ event: 'changed', subject, message: action.done });
      output.line(`${subject} ${action.done}`);
      continue;
    }
    exitCode = 1;
    output.error(error.code, `${subject}: ${error.message}`);
  }
  return exitCode;
}
