/** Before this share of a video nobody has begun it, and after the other everybody has seen it. */
const BEGUN_SHARE = 0.05;
const SEEN_SHARE = 0.95;

/** Whether somebody who is at `positionSec` would want to go on watching there. */
export function isUnfinishedAt(positionSec: number, durationSec: number | null): boolean {
  if (durationSec === null) return positionSec > 0;
  return positionSec >= durationSec * BEGUN_SHARE && positionSec <= durationSec * SEEN_SHARE;
}
