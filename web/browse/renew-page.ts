import { readViewer } from '../comments/viewer.ts';

/**
 * The page came without what is for one person alone, since the access cookie lasts for minutes. Where the session goes on,
 * its contents are fetched once more.
 */
export async function renewPage(root: HTMLElement): Promise<void> {
  if (!(await readViewer(true))) return;
  const fresh = await fetchPart(location.href, '#browse');
  root.replaceChildren(...fresh.childNodes);
  root.dataset.reader = fresh.dataset.reader ?? '';
}

/** The part of a page of ours that `selector` finds, as nodes of no page yet. */
export async function fetchPart(href: string, selector: string): Promise<HTMLElement> {
  const answer = await fetch(href, { headers: { accept: 'text/html' } });
  const part = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector<HTMLElement>(selector);
  if (!answer.ok || !part) throw new Error(`no ${selector} in the answer (${answer.status})`);
  return part;
}
