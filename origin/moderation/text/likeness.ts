/** What is left of a text when disguise by case, signs, digits and emoji is taken away; empty for one without letters. */
export function gistOf(content: string): string {
  return content
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, '');
}

/** Texts shorter than this are said by many without meaning harm: "nice video". */
export const MIN_GIST_LENGTH = 16;

/** How like a gist others are, from 0 to 1: how many groups of three letters both have in common (Jaccard). */
export function likenessTo(gist: string): (other: string) => number {
  const groups = groupsOf(gist);
  return (other) => {
    if (other === gist) return 1;
    const others = groupsOf(other);
    let common = 0;
    for (const group of others) if (groups.has(group)) common += 1;
    const all = groups.size + others.size - common;
    return all === 0 ? 0 : common / all;
  };
}

function groupsOf(gist: string): Set<string> {
  const groups = new Set<string>();
  for (let at = 0; at + 3 <= gist.length; at += 1) groups.add(gist.slice(at, at + 3));
  return groups;
}
