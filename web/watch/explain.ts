import { ApiError } from '../api.ts';

const words: Record<string, string> = {
  network: 'There is no connection. Try again.',
  rate_limited: 'That was quick. Wait a moment and try again.',
  unauthenticated: 'You are signed out. Sign in and try again.',
  account_suspended: 'This account is suspended.',
};

/** What went wrong, for people. */
export function explain(error: unknown): string {
  return error instanceof ApiError ? (words[error.code] ?? error.message) : 'Something went wrong. Try again.';
}
