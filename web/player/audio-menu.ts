import { createIndicator, createMenuItem, type MediaChromeMenu } from 'media-chrome/dist/menu/media-chrome-menu.js';

export type Sound = { language: string; label: string };

/**
 * The menu of languages, shown when there are several. media-chrome's own wants `HTMLMediaElement.audioTracks`, which
 * Shaka Player takes for the browser's.
 */
export class AudioMenu {
  /** Called when the viewer picks another language. */
  onSelect: (language: string) => void = () => {};
  readonly #item: HTMLElement | null;
  readonly #menu: MediaChromeMenu | null;
  #shown = '';

  constructor(root: HTMLElement) {
    this.#item = root.querySelector<HTMLElement>('.audio-item');
    this.#menu = root.querySelector<MediaChromeMenu>('.audio-item media-chrome-menu');
    this.#menu?.addEventListener('change', () => this.onSelect(this.#menu?.value ?? ''));
  }

  show(sounds: readonly Sound[], heard: string): void {
    const menu = this.#menu;
    if (!this.#item || !menu) return;
    this.#item.hidden = sounds.length < 2;
    const key = JSON.stringify([sounds, heard]);
    if (key === this.#shown) return;
    this.#shown = key;
    menu.defaultSlot.replaceChildren(
      ...sounds.map(({ language, label }) => {
        const item = createMenuItem({ type: 'radio', text: label, value: language, checked: language === heard });
        item.prepend(createIndicator(menu, 'checked-indicator'));
        return item;
      }),
    );
  }
}
