/** The five that XML 1.0 §2.4 and §3.1 want escaped in text and attribute values. */
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** What is no character of XML 1.0 (§2.2), escaped or not: control characters, lone surrogates and two more. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is about control characters.
const NO_CHARACTER = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

export function escapeXml(text: string): string {
  return text.replaceAll(NO_CHARACTER, '').replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

export type Attributes = Readonly<Record<string, string | number>>;

/** `<name a="b">text</name>`, escaped; empty without a text. */
export function element(name: string, text: string | number | null, attributes: Attributes = {}): string {
  const start = name + attributesText(attributes);
  return text === null ? `<${start}/>` : `<${start}>${escapeXml(String(text))}</${name}>`;
}

/** As `element`, around `children`. */
export function nest(name: string, children: readonly string[], attributes: Attributes = {}): string {
  return `<${name}${attributesText(attributes)}>${children.join('')}</${name}>`;
}

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
