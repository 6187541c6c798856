import { say } from '../messages.ts';
import type { PreferenceStore } from './preferences.ts';

export type Captions = { toggle(): void };

/**
 * Captions on and off, and which: what a viewer chooses in the menu, with the button or by key is kept. media-chrome
 * switches the browser's text tracks, and Shaka Player follows those.
 */
export function createCaptions(
  root: HTMLElement,
  video: HTMLVideoElement,
  { preferences, tell }: { preferences: PreferenceStore; tell(words: string): void },
): Captions {
  const tracks = () => [...video.textTracks].filter(({ kind }) => kind === 'subtitles' || kind === 'captions');
  const shown = () => tracks().find(({ mode }) => mode === 'showing');

  function toggle(): void {
    const [first] = tracks();
    if (!first) {
      tell(say('player.captions_none'));
      return;
    }
    const on = shown();
    const chosen = on ? null : (preferred() ?? first);
    for (const track of tracks()) track.mode = track === chosen ? 'showing' : 'disabled';
    tell(chosen ? say('player.captions_on', { language: nameOf(chosen) }) : say('player.captions_off'));
    preferences.change(chosen ? { captions: chosen.language, captionsLast: chosen.language } : { captions: null });
  }

  function preferred(): TextTrack | undefined {
    const { captionsLast } = preferences.read();
    const wanted = [...(captionsLast ? [captionsLast] : []), ...navigator.languages];
    const primary = (tag: string) => tag.toLowerCase().split('-')[0];
    for (const language of wanted) {
      const found = tracks().find((track) => primary(track.language) === primary(language));
      if (found) return found;
    }
    return undefined;
  }

  // Its own toggle keeps the language in a storage that browsers may refuse, and fails then.
  root.addEventListener(
    'mediatogglesubtitlesrequest',
    (event) => {
      event.stopPropagation();
      toggle();
    },
    { capture: true },
  );
  for (const event of ['mediashowsubtitlesrequest', 'mediadisablesubtitlesrequest'])
    root.addEventListener(event, () => {
      const language = shown()?.language ?? null;
      preferences.change(language === null ? { captions: null } : { captions: language, captionsLast: language });
    });
  return { toggle };
}

function nameOf({ label, language }: TextTrack): string {
  return label || language;
}
