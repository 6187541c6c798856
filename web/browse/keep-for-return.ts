/**
 * Pages may not be kept by the browser, since they carry signed addresses. So that going back leads to where one was in a
 * list that has grown, the tab itself remembers it, for as long as its pictures can be loaded.
 */
type Kept = { html: string; top: number; focused: string | null; keptAtMs: number; reader: string };

const PREFIX = 'kinora.list.';
const MAX_AGE_MS = 30 * 60_000;

/** Puts back what this entry of the history showed when it was left, for the same reader. */
export function showAgain(root: HTMLElement): void {
  const [arrival] = performance.getEntriesByType('navigation');
  const isReturn = arrival instanceof PerformanceNavigationTiming && arrival.type === 'back_forward';
  const kept = isReturn ? read() : null;
  if (!kept || kept.reader !== readerOf(root) || Date.now() - kept.keptAtMs > MAX_AGE_MS) return;
  const { body } = new DOMParser().parseFromString(kept.html, 'text/html');
  root.replaceChildren(...body.childNodes);
  history.scrollRestoration = 'manual'; // the browser has tried it on the shorter page
  scrollTo({ top: kept.top, behavior: 'instant' });
  if (kept.focused !== null)
    root.querySelector<HTMLElement>(`a[href="${CSS.escape(kept.focused)}"]`)?.focus({ preventScroll: true });
}

/** Keeps the page when it is left, if its list has grown; else the server's page is as good, and newer. */
export function keepForReturn(root: HTMLElement): void {
  addEventListener('pagehide', () => {
    if (!root.querySelector('[data-grown]')) return;
    const focused = document.activeElement;
    write({
      html: lasting(root).innerHTML,
      top: scrollY,
      focused: focused instanceof HTMLAnchorElement && root.contains(focused) ? focused.getAttribute('href') : null,
      keptAtMs: Date.now(),
      reader: readerOf(root),
    });
  });
}

/** The list without what is there for a moment. */
function lasting(root: HTMLElement): HTMLElement {
  const copy = root.cloneNode(true) as HTMLElement; // a clone is of the same kind
  for (const each of copy.querySelectorAll('.skeleton, .preview')) each.remove();
  return copy;
}

/** What the page would look different for: whom it was made for, and in which language. */
const readerOf = (root: HTMLElement): string => `${root.dataset.reader ?? ''} ${document.documentElement.lang}`;

const keyOf = (state: unknown): string | null =>
  typeof state === 'object' && state !== null && 'listKey' in state && typeof state.listKey === 'string'
    ? PREFIX + state.listKey
    : null;

function read(): Kept | null {
  const key = keyOf(history.state);
  try {
    return key === null ? null : (JSON.parse(sessionStorage.getItem(key) ?? 'null') as Kept | null); // as `write` left it
  } catch {
    return null;
  }
}

function write(kept: Kept): void {
  if (keyOf(history.state) === null)
    history.replaceState({ ...(history.state as object | null), listKey: crypto.randomUUID() }, '');
  const key = keyOf(history.state);
  if (key === null) return;
  const text = JSON.stringify(kept);
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // Full: the oldest are in nobody's way back any more.
    for (const old of Object.keys(sessionStorage)) if (old.startsWith(PREFIX)) sessionStorage.removeItem(old);
    try {
      sessionStorage.setItem(key, text);
    } catch {} // going back leads to the top
  }
}
