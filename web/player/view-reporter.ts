import type { ViewEvent } from '../../shared/contracts/playback.ts';

export type ViewReporter = {
  /** The picture moves, from `positionSec` on. */
  onMoving(positionSec: number): void;
  /** It has moved to `positionSec`, as time goes by. */
  onTime(positionSec: number): void;
  /** It stands still, or is about to jump, after `positionSec`. */
  onStill(positionSec: number): void;
  onEnd(positionSec: number): void;
  /** The page may be gone in a moment. */
  onLeaving(): void;
};

const HEARTBEAT_MS = 10_000;

/**
 * Reports what a viewer sees: where each stretch of playback begins and ends, and every ten seconds in between. What
 * lies between two stretches, a pause or a jump, is nowhere reported and so not counted as watched.
 */
export function createViewReporter(deps: {
  send(event: ViewEvent['event'], positionSec: number): void;
  nowMs(): number;
}): ViewReporter {
  let hasBegun = false;
  let isMoving = false;
  let positionSec = 0;
  let sentAtMs = 0;

  function send(event: ViewEvent['event']): void {
    sentAtMs = deps.nowMs();
    deps.send(event, positionSec);
  }

  function stop(event: ViewEvent['event'], atSec: number): void {
    if (!isMoving) return;
    isMoving = false;
    positionSec = atSec;
    send(event);
  }

  return {
    onMoving(atSec) {
      if (isMoving) return;
      isMoving = true;
      positionSec = atSec;
      send(hasBegun ? 'heartbeat' : 'start');
      hasBegun = true;
    },
    onTime(atSec) {
      if (!isMoving) return;
      positionSec = atSec;
      if (deps.nowMs() - sentAtMs >= HEARTBEAT_MS) send('heartbeat');
    },
    onStill: (atSec) => stop('heartbeat', atSec),
    onEnd: (atSec) => stop('complete', atSec),
    onLeaving() {
      if (isMoving) send('heartbeat');
    },
  };
}
