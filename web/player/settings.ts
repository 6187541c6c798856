import type { PreferenceStore } from './preferences.ts';

type Checkable = HTMLElement & { checked?: boolean | undefined };

/** The entries of the settings menu that are switched, or that open a sheet. */
export function startSettings(
  root: HTMLElement,
  video: HTMLVideoElement,
  { preferences, open }: { preferences: PreferenceStore; open: Record<'keys' | 'captionStyle', () => void> },
): void {
  const item = (name: string) => root.querySelector<Checkable>(`.${name}-item`);
  const menu = root.querySelector<HTMLElement>('media-settings-menu');
  const [loop, playsOn] = [item('loop'), item('plays-on')];
  if (playsOn) playsOn.checked = preferences.read().playsOn;
  // media-chrome tells of a switch that is put on, and not of one that is put off.
  const watch = new MutationObserver(() => {
    if (loop) video.loop = loop.checked === true;
    if (playsOn) preferences.change({ playsOn: playsOn.checked === true });
  });
  for (const each of [loop, playsOn]) if (each) watch.observe(each, { attributeFilter: ['aria-checked'] });
  const button = root.querySelector<HTMLElement>('media-settings-menu-button');
  const leadsTo = (name: string, show: () => void) => {
    const go = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
      if (menu) menu.hidden = true;
      button?.focus(); // where the sheet gives the focus back to
      show();
    };
    item(name)?.addEventListener('click', go);
    item(name)?.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') go(event);
    });
  };
  leadsTo('keys', open.keys);
  leadsTo('caption-style', open.captionStyle);
}
