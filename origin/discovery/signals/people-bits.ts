/** As many as numbers in JSON have bits for. */
const GROUPS = 48;

/** The group of somebody by a keyed hash of theirs, 0 … 47: always the same one, and one that many others are in. */
export const groupOf = (hash: Uint8Array): number => new DataView(hash.buffer, hash.byteOffset).getUint32(0) % GROUPS;

export const bitsOf = (groups: ReadonlySet<number>): number => [...groups].reduce((sum, group) => sum + 2 ** group, 0);
