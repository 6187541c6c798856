/** Formatting that nobody sees and that serves to hide or reorder text: bidi overrides and isolates, invisible operators. */
const INVISIBLE =
  /[\u180e\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Noncharacter_Code_Point}|(?![\n\t])\p{Cc}/gu;
/** Tag characters spell the flags of regions, after a black flag; anywhere else they are hidden text. */
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,8}\u{e007f})|[\u{e0000}-\u{e007f}]/gu;
/** No language stacks more marks on a letter; joiners count, so that they cannot begin the count anew. */
const STACKED_MARKS = /([\p{M}\u200c\u200d]{5})[\p{M}\u200c\u200d]+/gu;
const SEEN = /[^\s\p{Cc}\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u;

/**
 * The plain text that is stored for what somebody typed: NFC, `\n` for every line break, without control characters,
 * hidden text, marks stacked over other lines, and more than one empty line in a row. Emoji sequences stay whole.
 */
export function cleanComment(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replaceAll(INVISIBLE, '')
    .replaceAll(TAGS, '$1')
    .normalize('NFC')
    .replaceAll(STACKED_MARKS, '$1')
    .replaceAll('\t', ' ')
    .replaceAll(/ *\n/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** False for a text of which a reader would see nothing. */
export function isSeen(text: string): boolean {
  return SEEN.test(text);
}
