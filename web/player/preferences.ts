import { type CaptionStyle, DEFAULT_CAPTION_STYLE, toCaptionStyle } from '../../shared/player/caption-style.ts';
import { PLAYER_PREFERENCES_KEY } from '../../shared/player/preferences-key.ts';

/** What the player remembers of its viewer, in this browser alone. */
export type Preferences = {
  /** 0 to 1. */
  volume: number;
  isMuted: boolean;
  speed: number;
  /** The language of the captions that are shown; null for none. */
  captions: string | null;
  /** The language that was shown last, for when they are switched on again. */
  captionsLast: string | null;
  captionStyle: CaptionStyle;
  isTheatre: boolean;
  /** Goes on with another video at the end of one. */
  playsOn: boolean;
  /** Letters are shortcuts wherever the focus is; else only within the player (WCAG 2.2, 2.1.4). */
  hasPageKeys: boolean;
};

const defaults: Preferences = {
  volume: 1,
  isMuted: false,
  speed: 1,
  captions: null,
  captionsLast: null,
  captionStyle: DEFAULT_CAPTION_STYLE,
  isTheatre: false,
  playsOn: true,
  hasPageKeys: true,
};

/** As much of the browser's `Storage` as is needed here. */
type KeyValues = { getItem(key: string): string | null; setItem(key: string, value: string): void };

export type PreferenceStore = {
  read(): Preferences;
  /** Keeps `changed` beside what other tabs have kept meanwhile. */
  change(changed: Partial<Preferences>): void;
};

/**
 * Kept in the storage that `open` gives. Where a browser refuses it (cookies blocked, a frame on another site, no room
 * left) they hold until the page is left.
 */
export function createPreferences(open: () => KeyValues): PreferenceStore {
  let current = defaults;
  const read = () => {
    try {
      current = parse(open().getItem(PLAYER_PREFERENCES_KEY) ?? '{}');
    } catch {
      // refused: what is known here holds
    }
    return current;
  };
  return {
    read,
    change(changed) {
      current = { ...read(), ...changed };
      try {
        open().setItem(PLAYER_PREFERENCES_KEY, JSON.stringify(current));
      } catch {
        // refused
      }
    },
  };
}

/** What is missing or of another kind is as if nobody had chosen; a page of an older release may have written it. */
function parse(text: string): Preferences {
  const value: unknown = JSON.parse(text);
  const kept = (typeof value === 'object' && value !== null ? value : {}) as { [Name in keyof Preferences]?: unknown };
  const flag = (name: 'isMuted' | 'isTheatre' | 'playsOn' | 'hasPageKeys') => {
    const word = kept[name];
    return typeof word === 'boolean' ? word : defaults[name];
  };
  return {
    volume: within(kept.volume, 0, 1, defaults.volume),
    speed: within(kept.speed, 0.25, 2, defaults.speed),
    captions: typeof kept.captions === 'string' ? kept.captions : null,
    captionsLast: typeof kept.captionsLast === 'string' ? kept.captionsLast : null,
    captionStyle: toCaptionStyle(kept.captionStyle),
    isMuted: flag('isMuted'),
    isTheatre: flag('isTheatre'),
    playsOn: flag('playsOn'),
    hasPageKeys: flag('hasPageKeys'),
  };
}

function within(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === 'number' && value >= least && value <= most ? value : otherwise;
}
