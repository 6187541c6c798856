const kept =
  /^(?:\/?(?:b|i|u|c|ruby|rt|v|lang)(?:\.[\w-]{1,40}){0,8}(?:[ \t][^<>&\n]{0,100})?|\d{2,}:\d{2}(?::\d{2})?\.\d{3})$/;
const keptInSrt = /^\/?[biu]$/;

/** Cue text with only the tags that WebVTT knows (§3.5); other tags go, other angle brackets and ampersands are escaped. */
export function cleanVttText(text: string): string {
  return rewrite(text, (tag) => (kept.test(tag) ? `<${tag}>` : ''));
}

/** SubRip text as WebVTT cue text: italics, bold and underline stay, fonts and ASS overrides such as `{\an8}` go. */
export function srtTextToVtt(text: string): string {
  return rewrite(text.replace(/\{\\[^{}\n]{0,200}\}/g, ''), (tag) => {
    const lower = tag.toLowerCase();
    return keptInSrt.test(lower) ? `<${lower}>` : '';
  });
}

/** True for the override that puts a line at the top of the picture. */
export const isAtTop = (text: string): boolean => /\{\\an[789]\}/.test(text);

function rewrite(text: string, toTag: (tag: string) => string): string {
  const lines = text
    // A tag begins with a letter, a slash or a digit at once, and ends on its line; any other "<" is a character.
    .replace(
      /<(\/?[a-z\d][^<>\n]{0,200})>|[<>]|&(?!(?:amp|lt|gt|nbsp|lrm|rlm|#\d{1,7}|#x[\da-f]{1,6});)/gi,
      (found, tag) => {
        if (tag !== undefined) return toTag(tag);
        return { '<': '&lt;', '>': '&gt;' }[found as string] ?? '&amp;';
      },
    )
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.join('\n');
}
