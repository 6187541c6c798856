import type { Commands } from './commands.ts';

const DOUBLE_TAP_MS = 300;

/**
 * Fingers: a tap shows the controls (media-chrome's), two on one side jump, and further ones go on jumping. A mouse's
 * double click fills the screen.
 */
export function listenToTouch(video: HTMLVideoElement, commands: Commands): void {
  let last = { atMs: Number.NEGATIVE_INFINITY, side: 0 };
  let [pointerType, isPressed] = ['', false];
  video.addEventListener('pointerdown', () => {
    isPressed = true;
  });
  video.addEventListener('click', (event) => {
    // While the page is busy the clicks of two taps follow both. Of the second media-chrome does not know what pressed,
    // and pauses as for a mouse.
    if (pointerType === 'touch' && !isPressed) event.stopPropagation();
    isPressed = false;
  });
  video.addEventListener('pointerup', (event) => {
    pointerType = event.pointerType;
    if (event.pointerType !== 'touch') return;
    const { left, width } = video.getBoundingClientRect();
    const share = (event.clientX - left) / width;
    const side = share < 1 / 3 ? -1 : share > 2 / 3 ? 1 : 0;
    const isDouble = side === last.side && event.timeStamp - last.atMs < DOUBLE_TAP_MS;
    last = { atMs: event.timeStamp, side };
    if (!isDouble || side === 0) return;
    commands[side < 0 ? 'far_back' : 'far_ahead']('');
  });
  video.addEventListener('dblclick', () => {
    if (pointerType !== 'touch') commands.toggle_fullscreen('');
  });
}
