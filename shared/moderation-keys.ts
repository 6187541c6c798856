/** The keyboard of the moderators' queue: `name` is what a key does, on the entry that has the focus. */
export const moderationKeys = [
  { name: 'next', key: 'j' },
  { name: 'previous', key: 'k' },
  { name: 'open', key: 'o' },
  { name: 'first', key: 'a' },
  { name: 'second', key: 'r' },
  { name: 'third', key: 't' },
  { name: 'help', key: '?' },
] as const;

export type ModerationKey = (typeof moderationKeys)[number]['name'];
