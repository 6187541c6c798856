/** ISO 639-2/B codes that Matroska and MP4 files carry and BCP 47 does not know (it uses the /T or two-letter form). */
const bibliographic: Record<string, string> = {
  ...{ alb: 'sq', arm: 'hy', baq: 'eu', bur: 'my', chi: 'zh', cze: 'cs', dut: 'nl', fre: 'fr', geo: 'ka', ger: 'de' },
  ...{ gre: 'el', ice: 'is', mac: 'mk', mao: 'mi', may: 'ms', per: 'fa', rum: 'ro', slo: 'sk', tib: 'bo', wel: 'cy' },
};
const maxTagChars = 35;

/**
 * `text` as a canonical BCP 47 tag (RFC 5646 §4.5) of letters, digits and hyphens, or `null` when it is none or says
 * nothing (`und`, `zxx`, `mis`).
 */
export function canonicalLanguage(text: string): string | null {
  const lower = text.toLowerCase();
  if (!/^[a-z]{2,3}(-[a-z0-9]{1,8})*$/.test(lower) || lower.length > maxTagChars) return null;
  try {
    const tag = Intl.getCanonicalLocales(bibliographic[lower] ?? lower)[0] ?? '';
    return /^(und|zxx|mis)\b/.test(tag) ? null : tag;
  } catch {
    return null;
  }
}

/** The language's own name for itself, as menus show it; the tag where it has none. `und` is `Captions`. */
export function languageName(tag: string): string {
  if (tag === 'und') return 'Captions';
  const name = new Intl.DisplayNames([tag], { type: 'language', fallback: 'none' }).of(tag) ?? tag;
  const [first = '', ...rest] = name;
  return first.toLocaleUpperCase(tag) + rest.join('');
}
