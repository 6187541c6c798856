import { type Direction, nearest } from './nearest.ts';

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
const FOCUSABLE = 'a[href], button, input, select, summary, textarea, [tabindex="0"]';
/** What knows arrow keys of its own. */
const OWN_KEYS =
  'input, select, textarea, video, audio, [contenteditable], [role=slider], [role=menu], [role=tablist], [role=listbox], #player';

/**
 * Moves the focus with the arrow keys, as people in front of a television do. With a pointer at hand they go on scrolling
 * the page until something has the focus by the keyboard.
 */
export function followArrowKeys(): void {
  document.addEventListener('keydown', (event) => {
    const direction = directions[event.key];
    if (!direction || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey)
      return;
    const at = document.activeElement;
    if (at?.closest(OWN_KEYS)) return;
    const isNowhere = at === null || at === document.body;
    if (isNowhere ? !matchMedia('(any-pointer: none)').matches : !at.matches(':focus-visible')) return;
    const target = isNowhere ? first() : beside(at, direction);
    if (!target) return;
    event.preventDefault();
    target.focus({ preventScroll: true });
    boxElementOf(target).scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'smooth' });
  });
}

/** A card is as large as all of it, not as its title. */
const boxElementOf = (element: Element): Element => element.closest('.card') ?? element;

function reachable(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (each) => !each.matches(':disabled, .skip') && each.checkVisibility({ visibilityProperty: true }),
  );
}

const first = (): HTMLElement | undefined => reachable(document.querySelector('main') ?? document)[0];

function beside(at: Element, direction: Direction): HTMLElement | undefined {
  const others = reachable(document).filter((each) => each !== at);
  const boxes = others.map((each) => boxElementOf(each).getBoundingClientRect());
  return others[nearest(boxElementOf(at).getBoundingClientRect(), boxes, direction)];
}
