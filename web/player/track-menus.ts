import type { AudioMenu } from './audio-menu.ts';
import type { ShakaPlayer } from './load-shaka.ts';
import type { Rendition, RenditionList } from './rendition-list.ts';

/** What the menus of qualities and languages show, and what happens when something is picked there. */
export class TrackMenus {
  readonly #renditions: RenditionList;
  readonly #audioMenu: AudioMenu;
  #shaka: ShakaPlayer | null = null;

  constructor(menus: { renditions: RenditionList; audioMenu: AudioMenu }) {
    this.#renditions = menus.renditions;
    this.#audioMenu = menus.audioMenu;
    this.#renditions.onSelect = (rendition) => this.#select(rendition);
    this.#audioMenu.onSelect = (language) => this.#hear(language);
  }

  follow(shaka: ShakaPlayer): void {
    this.#shaka = shaka;
    shaka.addEventListener('trackschanged', () => this.list());
  }

  list(): void {
    this.#listRenditions();
    this.#listSounds();
  }

  #listRenditions(): void {
    const byHeight = new Map<number, Rendition>();
    const variants = this.#shaka?.getVariantTracks() ?? [];
    // One for each language and number of channels; a choice of quality keeps those that are heard now.
    const heard = variants.find(({ active }) => active);
    for (const { id, width, height, language, channelsCount } of variants) {
      if (heard && (heard.language !== language || heard.channelsCount !== channelsCount)) continue;
      if (width && height) byHeight.set(height, { id: String(id), width, height });
    }
    this.#renditions.replace([...byHeight.values()].sort((a, b) => b.height - a.height));
  }

  #select(rendition: Rendition | null): void {
    this.#shaka?.configure({ abr: { enabled: rendition === null } });
    const track = this.#shaka?.getVariantTracks().find(({ id }) => String(id) === rendition?.id);
    if (track) this.#shaka?.selectVariantTrack(track, true);
  }

  /** One sound for each language, with as many channels as are heard now where there is such a one. */
  #soundByLanguage() {
    const tracks = this.#shaka?.getAudioTracks() ?? [];
    const channels = tracks.find(({ active }) => active)?.channelsCount;
    const fits = (track: { channelsCount: number | null }) => Number(track.channelsCount === channels);
    return new Map(tracks.toSorted((a, b) => fits(a) - fits(b)).map((track) => [track.language, track]));
  }

  #listSounds(): void {
    const sounds = [...this.#soundByLanguage()].map(([language, { label }]) => ({
      language,
      label: label ?? language,
    }));
    const heard = this.#shaka?.getAudioTracks().find(({ active }) => active);
    this.#audioMenu.show(sounds, heard?.language ?? '');
  }

  #hear(language: string): void {
    const track = this.#soundByLanguage().get(language);
    if (track) this.#shaka?.selectAudioTrack(track);
  }
}
