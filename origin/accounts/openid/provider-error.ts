import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { AppError } from '../../../shared/errors.ts';

/** Of the library: nothing came back, or nothing that a provider in order would send. */
const awayCodes = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
]);

/** What went wrong on the way back from a provider, as its person may know it; the log has the cause. */
export function asProviderError(label: string, cause: unknown): AppError {
  if (cause instanceof AuthorizationResponseError && cause.error === 'access_denied')
    return new AppError('provider_refused', `the sign-in was cancelled at ${label}`, { cause });
  return isAway(cause)
    ? new AppError('provider_unavailable', `${label} does not answer as it should; try again later`, { cause })
    : new AppError('provider_refused', `${label} did not vouch for this sign-in; begin again`, { cause });
}

function isAway(cause: unknown): boolean {
  if (cause instanceof ResponseBodyError) return cause.status >= 500;
  if (cause instanceof ClientError) return awayCodes.has(cause.code ?? '');
  // What `fetch` throws: the library's own have classes of their own.
  return cause instanceof TypeError || (cause instanceof DOMException && cause.name === 'TimeoutError');
}
