import { say } from '../messages.ts';

/** What keeps screen readers from understanding some of media-chrome's controls is put right here, once they are made. */
export function mendControls(root: HTMLElement): void {
  // It says whether it is on, which a plain button cannot.
  root.querySelector('media-captions-button')?.setAttribute('role', 'switch');
  for (const menu of root.querySelectorAll('media-settings-menu, [slot=submenu]')) {
    const back = menu.shadowRoot?.querySelector('button[part~=back]');
    back?.setAttribute('role', 'menuitem'); // a menu holds nothing else
    back?.setAttribute('aria-label', say('player.back'));
  }
  const controller = root.querySelector('media-controller');
  // media-chrome puts a label of its own over the page's.
  if (root.dataset.label) controller?.setAttribute('aria-label', root.dataset.label);
}
