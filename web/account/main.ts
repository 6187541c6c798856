import { followExport } from './follow-export.ts';
import { addPasskey, hasPasskeys } from './passkeys.ts';
import { offerPasskey, readTrip } from './ways-in.ts';

/**
 * The access cookie lasts for minutes. Whoever comes to the sign-in page with a refresh cookie that still works is signed
 * in again without a form. One tab at a time: a refresh token that is used twice ends the session.
 */
async function comeBack(form: HTMLFormElement, next: string): Promise<void> {
  const refresh = () => fetch('/api/v1/auth/refresh', { method: 'POST', keepalive: true });
  const answer = await navigator.locks.request('kinora-refresh', refresh).catch(() => null);
  // Not from under the fingers of somebody who types.
  if (answer?.ok && !form.matches(':focus-within')) location.replace(next);
}

const form = document.querySelector<HTMLFormElement>('form[data-next]');
const ways = document.querySelector<HTMLElement>('#ways-in');
const next = form?.dataset.next;
const isLeft = readTrip(next ?? '/account');
if (form && ways && next?.startsWith('/') && !isLeft) {
  const wasSignedIn = form.dataset.refresh !== undefined;
  if (wasSignedIn && !document.querySelector('[role=alert]')) void comeBack(form, next);
  if (ways.dataset.passkeys !== undefined && hasPasskeys()) offerPasskey(ways, next);
}

const passkeyForm = document.querySelector<HTMLFormElement>('#add-passkey');
if (passkeyForm && hasPasskeys()) {
  passkeyForm.hidden = false;
  passkeyForm.addEventListener('submit', (event) => {
    event.preventDefault();
    const fields = new FormData(passkeyForm);
    addPasskey(String(fields.get('password')), String(fields.get('name'))).then(
      () => location.replace('/account?done=passkey'),
      () => location.replace('/account?failed=passkey'),
    );
  });
}

const archive = document.querySelector<HTMLElement>('[data-export]');
if (archive?.dataset.export) void followExport(archive, archive.dataset.export).catch(() => undefined); // there is a link

// No trace in the history: going back from the provider would lead to it again.
const way = document.querySelector<HTMLAnchorElement>('[data-go-on]');
if (way) location.replace(way.href);

// A second click would send a form twice.
for (const each of document.forms)
  each.addEventListener('submit', () => {
    for (const button of each.querySelectorAll('button')) button.disabled = true;
  });
addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button')) button.disabled = false;
});
