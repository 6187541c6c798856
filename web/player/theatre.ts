import type { PreferenceStore } from './preferences.ts';

/**
 * The wide player. The page has it from its first moment where it was chosen before (`WideStage` in edge/pages), so that
 * nothing jumps; here it is switched.
 */
export function startTheatre(root: HTMLElement, preferences: PreferenceStore): () => void {
  if (!root.closest('.stage')) return () => {}; // embedded, it has the whole frame
  const button = root.querySelector<HTMLElement>('.theatre-button');
  const html = document.documentElement;
  const show = () => button?.setAttribute('aria-pressed', String(html.dataset.theatre !== undefined));
  const toggle = () => {
    const isTheatre = html.dataset.theatre === undefined;
    if (isTheatre) html.dataset.theatre = '';
    else delete html.dataset.theatre;
    preferences.change({ isTheatre });
    show();
  };
  button?.addEventListener('click', toggle);
  show();
  return toggle;
}
