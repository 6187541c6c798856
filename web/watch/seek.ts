/** Times that somebody wrote lead the player to their place; where there is no player, the link opens the page there. */
export function startSeeking(root: HTMLElement): void {
  root.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-position-sec]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser opens another tab
    const positionSec = Number(link.dataset.positionSec);
    const seek = new CustomEvent('kinora-seek', { detail: positionSec, cancelable: true });
    if (document.getElementById('player')?.dispatchEvent(seek) === false) event.preventDefault();
  });
}
