import { type PlayerKey, playerKeys } from '../../shared/player/player-keys.ts';

export const keyMap: ReadonlyMap<string, (typeof playerKeys)[number]> = new Map(
  playerKeys.flatMap((each) => each.keys.map((key) => [key, each] as const)),
);

/** What US keyboards have on the keys that matter here: other alphabets have other letters there. */
const byCode: Record<string, [plain: string, shifted: string]> = {
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
};

/** What of a `KeyboardEvent` tells which key it was. */
export type KeyPress = { key: string; code: string; shiftKey: boolean };

/** Which key was pressed, as the map names keys, on a keyboard of any alphabet. */
export function keyOf({ key, code, shiftKey }: KeyPress): string {
  if (key.length > 1) return key; // it has a name
  if (/^[\x20-\x7e]$/.test(key)) return key.toLowerCase();
  const [plain, shifted] = byCode[code] ?? [/^(?:Key|Digit)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key, key];
  return shiftKey ? shifted : plain;
}

/** What of the page has the focus, as far as it changes whose the keys are. */
export type FocusPlace = {
  /** Somebody is writing, or chooses in a menu or dialog. */
  isTaken: boolean;
  /** Space and Enter press it. */
  isButton: boolean;
  /** The player has it, or fills the screen. */
  isInPlayer: boolean;
};

/** Whether the player takes a key; `hasPageKeys` is false for who wants letters to be shortcuts in the player alone. */
export function isForPlayer(key: PlayerKey, pressed: string, place: FocusPlace, hasPageKeys: boolean): boolean {
  if (place.isTaken || (place.isButton && pressed === ' ')) return false;
  return place.isInPlayer || (hasPageKeys && !key.inPlayerOnly);
}
