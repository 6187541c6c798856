import type { WaysIn } from '../../shared/contracts/openid.ts';
import type { AccountLeaving } from '../../shared/contracts/privacy.ts';
import { ApiError, callApi } from '../api.ts';
import { say } from '../messages.ts';
import { hasPasskeys, signInWithPasskey } from './passkeys.ts';

/** Puts a button into `place` for each way to sign in beside the password. They need scripts; the form does not. */
export async function offerWaysIn(place: HTMLElement, next: string): Promise<void> {
  const ways = await callApi<WaysIn>('GET', '/auth/ways');
  const offer = (label: string, go: () => Promise<void>) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button-quiet';
    button.textContent = label;
    button.addEventListener('click', () => {
      button.disabled = true;
      go().catch((error: unknown) => {
        button.disabled = false;
        if (error instanceof ApiError && error.code === 'account_leaving') {
          const { due_at, challenge } = error.details as AccountLeaving; // one release with the API
          takeOver('leaving', { due_at, ...(challenge === null ? {} : { challenge }) });
        } else tell(say('ways_in.unknown'));
      });
    });
    place.append(button);
  };
  if (ways.passkeys && hasPasskeys())
    offer(say('ways_in.passkey'), async () => {
      await signInWithPasskey();
      location.assign(next);
    });
  for (const { provider_id, label } of ways.providers)
    offer(say('ways_in.continue_with', { name: label }), async () => {
      // Back to this page, which knows what to do with a refusal, and goes on to `next` otherwise.
      const body = { return_to: `/account/sign-in?next=${encodeURIComponent(next)}` };
      const { url } = await callApi<{ url: string }>('POST', `/auth/openid/${provider_id}/start`, body);
      location.assign(url);
    });
}

/** Of the refusals that a trip to a provider ends with. */
const problems = {
  email_taken: 'ways_in.email_taken',
  identity_taken: 'ways_in.identity_taken',
  account_suspended: 'ways_in.account_suspended',
} as const;

const isProblem = (code: string): code is keyof typeof problems => Object.hasOwn(problems, code);

/**
 * What the fragment of the address says after a trip to a provider. True when another page takes over: the account asks
 * for a code besides, or is about to be deleted.
 */
export function readTrip(next: string): boolean {
  const told = new URLSearchParams(location.hash.slice(1));
  const challenge = told.get('second_factor');
  const error = told.get('sign_in_error');
  if (challenge !== null) return takeOver('code', { challenge, next });
  if (error === 'account_leaving') {
    told.delete('sign_in_error');
    return takeOver('leaving', Object.fromEntries(told));
  }
  if (error !== null) tell(say(isProblem(error) ? problems[error] : 'ways_in.unknown'));
  return false;
}

function takeOver(page: 'code' | 'leaving', query: Record<string, string>): true {
  location.replace(`/account/sign-in/${page}?${new URLSearchParams(query).toString()}`);
  return true;
}

/** Where the page itself says what went wrong. */
function tell(text: string): void {
  document.querySelector('.account [role=alert]')?.remove();
  const problem = document.createElement('p');
  problem.className = 'problem';
  problem.role = 'alert';
  problem.textContent = text;
  document.querySelector('.account h1')?.after(problem);
}
