/** What is left of a text when disguise by case, signs, digits and emoji is taken away; empty for one without letters. */
export function gistOf(content: string): string {
  return content
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '');
}

/** Texts shorter than this are said by many without meaning harm: "nice video". */
export const MIN_GIST_LENGTH = 16;

/** From 0 to 1: how many groups of three letters two gists have in common (Jaccard). */
export function likeness(one: string, other: string): number {
  if (one === other) return 1;
  const [a, b] = [groupsOf(one), groupsOf(other)];
  let common = 0;
  for (const group of a) if (b.has(group)) common += 1;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}

function groupsOf(gist: string): Set<string> {
  const groups = new Set<string>();
  for (let at = 0; at + 3 <= gist.length; at += 1) groups.add(gist.slice(at, at + 3));
  return groups;
}
