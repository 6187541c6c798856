import { type CaptionStyle, captionStyles, toCaptionStyle } from '../../shared/player/caption-style.ts';
import type { PreferenceStore } from './preferences.ts';

const parts = Object.keys(captionStyles) as (keyof CaptionStyle)[]; // a value's own keys

/** Gives captions the look that was chosen in the sheet `form`, and keeps it; the stylesheet has a rule for each choice. */
export function startCaptionLook(root: HTMLElement, form: HTMLFormElement | null, preferences: PreferenceStore): void {
  const wear = (style: CaptionStyle) => {
    for (const part of parts) root.setAttribute(`data-caption-${part}`, style[part]);
  };
  const { captionStyle } = preferences.read();
  wear(captionStyle);
  if (!form) return;
  for (const part of parts) {
    const choice = form.elements.namedItem(part);
    if (choice instanceof RadioNodeList) choice.value = captionStyle[part];
  }
  form.addEventListener('change', () => {
    const style = toCaptionStyle(Object.fromEntries(new FormData(form)));
    wear(style);
    preferences.change({ captionStyle: style });
  });
}
