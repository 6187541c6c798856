import type { AccountLeaving } from '../../shared/contracts/privacy.ts';
import { tripProblem } from '../../shared/messages/trip-problem.ts';
import { ApiError } from '../api.ts';
import { say } from '../messages.ts';
import { signInWithPasskey } from './passkeys.ts';

/** A button in `place` that signs in with a passkey. It needs scripts; the other ways do not. */
export function offerPasskey(place: HTMLElement, next: string): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button button-quiet';
  button.textContent = say('ways_in.passkey');
  button.addEventListener('click', () => {
    button.disabled = true;
    signInWithPasskey().then(
      () => location.assign(next),
      (error: unknown) => {
        button.disabled = false;
        if (error instanceof ApiError && error.code === 'account_leaving') {
          const { due_at, challenge } = error.details as AccountLeaving; // one release with the API
          takeOver('leaving', { due_at, ...(challenge === null ? {} : { challenge }) });
        } else tell(say('ways_in.unknown'));
      },
    );
  });
  place.prepend(button);
}

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
  if (error !== null) tell(say(tripProblem(error)));
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
