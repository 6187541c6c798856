import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { Failure } from '../failure.ts';
import { isPassing } from './retry.ts';

/** What scripts can branch on; `./kinora upload --help` lists them. */
export const exitCodes = { failed: 1, credentials: 3, unreachable: 4, interrupted: 130 } as const;

const credentialCodes: readonly ErrorCode[] = [
  'unauthenticated',
  'invalid_credentials',
  'refresh_token_invalid',
  'token_invalid',
  'token_expired',
  'account_suspended',
  'account_leaving',
  'insufficient_scope',
];

/** Answers of the API in plain words; anything unknown stays as it is, with its stack. */
export function explained(error: unknown): unknown {
  if (error instanceof AppError && !isPassing(error)) {
    const exitCode = credentialCodes.includes(error.code) ? exitCodes.credentials : exitCodes.failed;
    return new Failure(error.code, error.message, { cause: error, exitCode });
  }
  if (isPassing(error) && error instanceof Error && error.name !== 'AbortError')
    return new Failure('unavailable', `the server could not be reached: ${error.message}`, {
      cause: error,
      exitCode: exitCodes.unreachable,
    });
  return error;
}
