import { AppError } from '../../../shared/errors.ts';
import { hashSecretToken } from '../secret-tokens.ts';
import type { ChallengeRow, Purpose } from './store.ts';

/** Long enough to look for the phone, and for a provider that asks for a password of its own. */
export const challengeTtlSec = 600;

/** A row that only who holds `token` can use, once. */
export function newChallenge(
  purpose: Purpose,
  token: string,
  of: { userId: string | null; data?: unknown },
  now: Date,
): ChallengeRow {
  return {
    tokenHash: hashSecretToken(token),
    purpose,
    userId: of.userId,
    data: of.data === undefined ? null : JSON.stringify(of.data),
    createdAt: now,
    expiresAt: new Date(now.getTime() + challengeTtlSec * 1000),
  };
}

export const challengeInvalid = () =>
  new AppError('challenge_invalid', 'this was begun too long ago, or used before; begin again');
