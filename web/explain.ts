import { ApiError } from './api.ts';
import { keyIn, say } from './messages.ts';

/** What went wrong, for people: by the error's code, else in the API's own English. Pages give `errors` along. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return say('errors.unknown');
  const key = keyIn('errors', error.code);
  return key === null ? error.message : say(key);
}
