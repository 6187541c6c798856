import type { PlayerKey } from '../../shared/player/player-keys.ts';
import type { Commands } from './commands.ts';
import { type FocusPlace, isForPlayer, keyMap, keyOf } from './key-map.ts';

/** Has the keyboard map obeyed, all over the page. */
export function listenToKeys(root: HTMLElement, commands: Commands, hasPageKeys: () => boolean): void {
  document.addEventListener(
    'keydown',
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const pressed = keyOf(event);
      const key: (PlayerKey & { command: keyof Commands }) | undefined = keyMap.get(pressed);
      if (!key || !isForPlayer(key, pressed, placeOf(event, root), hasPageKeys())) return;
      // Before the seek bar sees it, which would move by steps of its own.
      event.preventDefault();
      event.stopPropagation();
      if (!event.repeat || key.repeats) commands[key.command](pressed);
    },
    { capture: true },
  );
}

const TAKEN = 'textarea, select, [contenteditable=""], [contenteditable=true], dialog, [role=dialog], [role=menu]';
const WRITES = 'input:not([type=button], [type=checkbox], [type=radio], [type=submit], [type=range])';
const OWN_ARROWS = 'input[type=radio], media-volume-range, [role=tablist], [role=listbox]';
const BUTTONS = 'button, summary, input, label, [role=button], [role=switch], [role=checkbox]';

function placeOf(event: KeyboardEvent, root: HTMLElement): FocusPlace {
  const path = event.composedPath().filter((each) => each instanceof Element);
  const isOn = (selector: string) => path.some((each) => each.matches(selector));
  const movesThings = event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End';
  return {
    isTaken: isOn(`${TAKEN}, ${WRITES}`) || (movesThings && isOn(OWN_ARROWS)),
    isButton: isOn(BUTTONS) && !isOn('media-time-range'),
    isInPlayer: path.includes(root) || document.fullscreenElement !== null,
  };
}
