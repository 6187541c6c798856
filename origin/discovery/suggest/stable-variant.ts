/**
 * Which variant of an experiment `subject` gets: always the same one, spread evenly, and in each experiment another split.
 * `shares` are per cent; whoever is left over gets `control`. FNV-1a with a last mix, 32 bits.
 */
export function stableVariant(experiment: string, subject: string, shares: Readonly<Record<string, number>>): string {
  let left = (stableHash(`${experiment} ${subject}`) / 2 ** 32) * 100;
  for (const [variant, percent] of Object.entries(shares)) {
    if (left < percent) return variant;
    left -= percent;
  }
  return 'control';
}

export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
