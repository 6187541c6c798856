/** Keeps the figures of a page for admins up to date, while somebody looks at it and is not in the middle of them. */
const RENEW_EVERY_MS = 5_000;

const live = () => document.querySelector<HTMLElement>('[data-live]');

async function renew(): Promise<void> {
  const shown = live();
  if (!shown || document.hidden || shown.contains(document.activeElement)) return;
  const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[data-live]');
  if (fresh && !shown.contains(document.activeElement)) shown.replaceWith(fresh);
}

if (live()) setInterval(() => renew().catch(() => {}), RENEW_EVERY_MS);
