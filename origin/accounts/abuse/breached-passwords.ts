import { createHash } from 'node:crypto';
import type { Log } from '../../../platform/log.ts';
import { AppError } from '../../../shared/errors.ts';

/** True when a password is known from a leak. */
export type IsBreached = (password: string) => Promise<boolean>;

const timeoutMs = 3_000;

/**
 * Asks a list in the style of Pwned Passwords by k-anonymity: it learns five of the forty digits of the password's
 * SHA-1 and answers all that begin so. While it does not answer, passwords are taken: it is one guard of several.
 */
export function createBreachList(options: { url: string; log: Log }): IsBreached {
  return async (password) => {
    const digest = createHash('sha1').update(password).digest('hex').toUpperCase();
    try {
      const response = await fetch(`${options.url.replace(/\/+$/, '')}/${digest.slice(0, 5)}`, {
        headers: { 'add-padding': 'true' }, // the length of the answer tells nothing either
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      const rest = digest.slice(5);
      return (await response.text()).split(/\r?\n/).some((line) => {
        const [suffix, times] = line.split(':');
        return suffix === rest && Number(times) > 0;
      });
    } catch (error) {
      options.log.warn({ err: error }, 'the list of breached passwords could not be asked');
      return false;
    }
  };
}

/** Throws `password_breached`. */
export async function refuseBreached(isBreached: IsBreached, password: string): Promise<void> {
  if (await isBreached(password))
    throw new AppError('password_breached', 'this password is known from a leak elsewhere; choose another one');
}
