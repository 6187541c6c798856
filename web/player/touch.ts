import type { Commands } from './commands.ts';

const DOUBLE_TAP_MS = 300;

/**
 * Fingers: a tap shows the controls (media-chrome's), two on one side jump, and further ones go on jumping. A mouse's
 * double click fills the screen.
 */
export function listenToTouch(video: HTMLVideoElement, commands: Commands): void {
  let last = { atMs: Number.NEGATIVE_INFINITY, side: 0 };
  video.addEventListener('pointerup', (event) => {
    if (event.pointerType !== 'touch') return;
    const { left, width } = video.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    const side = share < 1 / 3 ? -1 : share > 2 / 3 ? 1 : 0;
    const isDouble = side === last.side && event.timeStamp - last.atMs < DOUBLE_TAP_MS;
    last = { atMs: event.timeStamp, side };
    if (!isDouble || side === 0) return;
    commands[side < 0 ? 'far_back' : 'far_ahead']('');
  });
  video.addEventListener('dblclick', (event) => {
    const isTouch = event instanceof PointerEvent && event.pointerType === 'touch';
    if (!isTouch) commands.toggle_fullscreen('');
  });
}
