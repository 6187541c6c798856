/**
 * Shows which chapter plays: by its title beside the time, and in the list of chapters below the video. The browser reads
 * the chapters track that the page carries; media-chrome draws it on the seek bar.
 */
export function followChapters(root: HTMLElement, video: HTMLVideoElement): void {
  const element = video.querySelector<HTMLTrackElement>('track[kind=chapters]');
  const place = root.querySelector<HTMLElement>('.chapter-now');
  if (!element || !place) return;
  const { track } = element;
  track.mode = 'hidden'; // read, and not shown
  const links = [...document.querySelectorAll<HTMLElement>('.chapter-list [data-position-sec]')];
  const show = () => {
    const [cue] = track.activeCues ?? [];
    const title = cue instanceof VTTCue ? (cue.getCueAsHTML().textContent ?? '') : '';
    place.textContent = title;
    place.hidden = title === '';
    for (const link of links) {
      const isNow = cue !== undefined && Number(link.dataset.positionSec) === cue.startTime;
      if (isNow) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  track.addEventListener('cuechange', show);
  place.addEventListener('click', () => {
    const [first] = links;
    first?.closest('.chapter-list')?.scrollIntoView({ block: 'nearest' });
    (links.find((link) => link.hasAttribute('aria-current')) ?? first)?.focus();
  });
}
