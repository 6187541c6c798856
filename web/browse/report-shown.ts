import type { DiscoveryReport } from '../../shared/contracts/discovery.ts';

/** Half of a card on the screen counts as seen. */
const SEEN_SHARE = 0.5;

/** Tells origin what of a list of suggestions was seen, and what of it was followed. Nobody waits for it. */
export function reportShown(root: HTMLElement): void {
  const list = root.querySelector<HTMLElement>('[data-list-id]');
  const { listId, variant } = list?.dataset ?? {};
  if (!list || listId === undefined) return;
  const cards = [...list.querySelectorAll('.card')];
  const idOf = (card: Element | null) => card?.querySelector('a')?.pathname.split('/').pop() ?? '';
  const shown: NonNullable<DiscoveryReport['shown']> = [];
  const send = (clicked?: string) => {
    const report = {
      list_id: listId,
      surface: 'recommendations' as const,
      variant: variant ?? 'none',
      shown: [...shown],
    };
    if (shown.length === 0 && clicked === undefined) return;
    shown.length = 0;
    const body = JSON.stringify(clicked === undefined ? report : { ...report, clicked });
    const headers = { 'content-type': 'application/json' };
    void fetch('/api/v1/discovery/reports', { method: 'POST', keepalive: true, headers, body }).catch(() => undefined);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        observer.unobserve(target);
        shown.push({ video_id: idOf(target), position: cards.indexOf(target) });
      }
    },
    { threshold: SEEN_SHARE },
  );
  for (const card of cards) observer.observe(card);
  list.addEventListener('click', ({ target }) => {
    const card = target instanceof Element && target.closest('a') ? target.closest('.card') : null;
    if (card) send(idOf(card));
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') send();
  });
}
