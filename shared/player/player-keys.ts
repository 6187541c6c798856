/** What a key does in the player. */
export type PlayerCommand = (typeof playerKeys)[number]['command'];

export type PlayerKey = {
  command: string;
  /** As `KeyboardEvent.key` tells them, letters in lower case. */
  keys: readonly string[];
  /** As the sheet of shortcuts writes them; the same where it is left out. */
  shown?: readonly string[];
  /** Keys that move the page, and so are the player's only while it has the focus or fills the screen. */
  inPlayerOnly?: true;
  /** Goes on for as long as the key is held. */
  repeats?: true;
};

/** The keyboard map: the player obeys it, and the sheet behind `?` and docs/player.md show it. */
export const playerKeys = [
  { command: 'toggle_play', keys: ['k', ' '], shown: ['K', 'Space'] },
  { command: 'back', keys: ['ArrowLeft'], shown: ['←'], repeats: true },
  { command: 'ahead', keys: ['ArrowRight'], shown: ['→'], repeats: true },
  { command: 'far_back', keys: ['j'], shown: ['J'], repeats: true },
  { command: 'far_ahead', keys: ['l'], shown: ['L'], repeats: true },
  { command: 'jump', keys: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'], shown: ['0', '…', '9'] },
  { command: 'to_start', keys: ['Home'], inPlayerOnly: true },
  { command: 'to_end', keys: ['End'], inPlayerOnly: true },
  { command: 'frame_back', keys: [','], repeats: true },
  { command: 'frame_ahead', keys: ['.'], repeats: true },
  { command: 'slower', keys: ['<'] },
  { command: 'faster', keys: ['>'] },
  { command: 'louder', keys: ['ArrowUp'], shown: ['↑'], inPlayerOnly: true, repeats: true },
  { command: 'quieter', keys: ['ArrowDown'], shown: ['↓'], inPlayerOnly: true, repeats: true },
  { command: 'toggle_sound', keys: ['m'], shown: ['M'] },
  { command: 'toggle_captions', keys: ['c'], shown: ['C'] },
  { command: 'toggle_fullscreen', keys: ['f'], shown: ['F'] },
  { command: 'toggle_theatre', keys: ['t'], shown: ['T'] },
  { command: 'toggle_mini', keys: ['i'], shown: ['I'] },
  { command: 'next', keys: ['n'], shown: ['N'] },
  { command: 'show_keys', keys: ['?'] },
] as const satisfies readonly PlayerKey[];
