import { say } from '../messages.ts';
import { fetchPart } from './renew-page.ts';

/** Then a press on the button is asked for, so that the foot of the page can be reached. */
const AUTOMATIC_PAGES = 4;
/** Fetched when the end is this near. */
const AHEAD_PX = 900;

/** Lets the page's list go on in place where its link would lead to the next page. */
export function growList(root: HTMLElement): void {
  const list = root.querySelector<HTMLElement>('[data-growing]');
  const items = list?.querySelector<HTMLElement>('[data-items]');
  const said = list?.querySelector('[data-said]');
  const link = list?.querySelector<HTMLAnchorElement>('[data-more]');
  if (!list || !items || !said || !link) return;
  let automatic = 0;
  let isLoading = false;
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting) && automatic < AUTOMATIC_PAGES) {
        automatic += 1;
        void grow(list, items, link, false);
      }
    },
    { rootMargin: `0px 0px ${AHEAD_PX}px` },
  );

  async function grow(list: HTMLElement, items: HTMLElement, link: HTMLAnchorElement, isAsked: boolean): Promise<void> {
    if (isLoading) return;
    isLoading = true;
    observer.unobserve(link);
    const skeletons = addSkeletons(items);
    tell(say('finder.loading'));
    try {
      const part = await fetchPart(link.href, '[data-growing]');
      const added = [...(part.querySelector('[data-items]')?.children ?? [])];
      const next = part.querySelector<HTMLAnchorElement>('[data-more]')?.getAttribute('href');
      items.append(...added);
      list.dataset.grown = '';
      tell(say('finder.loaded', { count: added.length }));
      if (isAsked) added[0]?.querySelector<HTMLElement>('a')?.focus();
      if (next) link.setAttribute('href', next);
      else link.parentElement?.remove();
    } catch {
      automatic = AUTOMATIC_PAGES; // the next try is the reader's
      tell(say('finder.load_failed'));
    } finally {
      for (const skeleton of skeletons) skeleton.remove();
      isLoading = false;
      if (link.isConnected) observer.observe(link); // tells at once whether the end is still near
    }
  }
  const tell = (words: string) => {
    said.textContent = words;
  };
  link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    automatic = 0;
    void grow(list, items, link, true);
  });
  observer.observe(link);
}

/** Stand where the next cards will, as many as fill a row or so. */
function addSkeletons(items: HTMLElement): Element[] {
  const skeletons = Array.from({ length: 6 }, () => {
    const skeleton = document.createElement('div');
    skeleton.className = 'skeleton';
    skeleton.ariaHidden = 'true';
    return skeleton;
  });
  items.append(...skeletons);
  return skeletons;
}
