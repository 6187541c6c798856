type Result = { type: 'video' | 'channel' | 'playlist'; id: string };

/** Tells origin which result of a search was followed: what many choose is suggested sooner. Nobody waits for it. */
export function reportChoice(root: HTMLElement): void {
  const list = root.querySelector<HTMLElement>('.result-list');
  const q = new URLSearchParams(location.search).get('q');
  if (!list || !q) return;
  list.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('a') : null;
    const card = link?.closest<HTMLElement>('.card');
    const result = link && card && resultOf(link.pathname, card);
    if (!result) return;
    const position = [...list.querySelectorAll('.card')].indexOf(card) + 1;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ q, result, position });
    void fetch('/api/v1/search/choices', { method: 'POST', keepalive: true, headers, body }).catch(() => undefined);
  });
}

/** What a card leads to. A channel's address is its handle, so its card names it. */
function resultOf(path: string, { dataset }: HTMLElement): Result | null {
  if (dataset.channelId !== undefined) return { type: 'channel', id: dataset.channelId };
  const [, kind, id = ''] = path.split('/');
  if (kind === 'watch') return { type: 'video', id };
  return kind === 'playlist' ? { type: 'playlist', id } : null;
}
