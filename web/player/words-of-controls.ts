import { En } from 'media-chrome/dist/lang/en.js';
import { addTranslation, setLanguage } from 'media-chrome/dist/utils/i18n.js';
import { keyIn, say } from '../messages.ts';

/** media-chrome's own words in the page's language, where the page has brought them; before its elements are made, which ask once. */
function translateControls(): void {
  const { lang } = document.documentElement;
  const words = Object.keys(En).flatMap((word) => {
    const key = keyIn('controls', word);
    return key ? [[word, say(key as 'controls.Play')]] : []; // what places it has are media-chrome's to fill
  });
  if (words.length === 0) return;
  addTranslation(lang, { ...En, ...Object.fromEntries(words) });
  setLanguage(lang);
}

translateControls();
