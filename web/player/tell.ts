const SHOWN_MS = 1_500;

/** Says over the picture, and to screen readers, what has just been done. */
export function createTell(root: HTMLElement): (words: string) => void {
  const place = root.querySelector<HTMLElement>('.player-said');
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (words) => {
    if (!place) return;
    clearTimeout(timer);
    place.textContent = words;
    timer = setTimeout(() => {
      place.textContent = '';
    }, SHOWN_MS);
  };
}
