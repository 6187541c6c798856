/** How captions look. The names are those of the stylesheet's rules and of the messages. */
export type CaptionStyle = {
  size: 'small' | 'medium' | 'large' | 'huge';
  colour: 'white' | 'yellow' | 'green' | 'cyan';
  background: 'dark' | 'half' | 'none';
};

export const captionStyles: { readonly [Part in keyof CaptionStyle]: readonly CaptionStyle[Part][] } = {
  size: ['small', 'medium', 'large', 'huge'],
  colour: ['white', 'yellow', 'green', 'cyan'],
  background: ['dark', 'half', 'none'],
};

export const DEFAULT_CAPTION_STYLE: CaptionStyle = { size: 'medium', colour: 'white', background: 'dark' };

/** What `chosen` names; the default's where it names none of the choices. */
export function toCaptionStyle(chosen: unknown): CaptionStyle {
  const named = (typeof chosen === 'object' && chosen !== null ? chosen : {}) as {
    [Part in keyof CaptionStyle]?: unknown;
  };
  const pick = <Part extends keyof CaptionStyle>(part: Part): CaptionStyle[Part] =>
    captionStyles[part].find((choice) => choice === named[part]) ?? DEFAULT_CAPTION_STYLE[part];
  return { size: pick('size'), colour: pick('colour'), background: pick('background') };
}
