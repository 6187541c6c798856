export type Rendition = { id: string; width: number; height: number };

/**
 * The list behind media-chrome's quality menu: array-like, with the events of the proposed
 * `HTMLMediaElement.videoRenditions`. `selectedIndex` -1 is "auto".
 */
export class RenditionList extends EventTarget {
  [index: number]: Rendition;
  length = 0;
  /** Called when the viewer picks a rendition, or null for "auto". */
  onSelect: (rendition: Rendition | null) => void = () => {};
  #selectedIndex = -1;

  get selectedIndex(): number {
    return this.#selectedIndex;
  }

  set selectedIndex(index: number) {
    this.#selectedIndex = index;
    this.onSelect(this[index] ?? null);
    this.dispatchEvent(new Event('change'));
  }

  *[Symbol.iterator](): Generator<Rendition> {
    for (let index = 0; index < this.length; index += 1) {
      const rendition = this[index];
      if (rendition) yield rendition;
    }
  }

  /** Replaces the whole list; the choice goes back to "auto". */
  replace(renditions: Rendition[]): void {
    for (let index = 0; index < this.length; index += 1) delete this[index];
    for (const [index, rendition] of renditions.entries()) this[index] = rendition;
    this.length = renditions.length;
    this.#selectedIndex = -1;
    this.dispatchEvent(new Event('addrendition'));
    this.dispatchEvent(new Event('change'));
  }
}
