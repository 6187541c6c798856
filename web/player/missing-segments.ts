/** In seconds of the video. */
export type Span = { startSec: number; endSec: number };

/** So near a missing segment the picture stands still anyway. */
const NEAR_SEC = 0.5;
const BEHIND_SEC = 0.05;

/** Where in time the segments lie that have been asked for, so that playback can go on behind one that is missing. */
export class MissingSegments {
  readonly #asked = new Map<string, Span>();
  #ahead: Span | null = null;

  onAsked(uri: string, span: Span): void {
    this.#asked.set(pathOf(uri), span);
  }

  onArrived(uri: string): void {
    this.#asked.delete(pathOf(uri));
  }

  /** Remembers the hole at `uri`; false when that was no segment. */
  note(uri: string): boolean {
    const span = this.#asked.get(pathOf(uri));
    if (!span) return false;
    this.#ahead = span;
    return true;
  }

  /** Where to go on, when the hole has been reached. `isStanding` when nothing more is there to play. */
  jumpFrom(positionSec: number, isStanding: boolean): number | null {
    const hole = this.#ahead;
    if (!hole) return null;
    if (positionSec > hole.endSec) this.#ahead = null; // the viewer has gone somewhere else
    if (positionSec > hole.endSec || positionSec < hole.startSec - (isStanding ? NEAR_SEC : 0)) return null;
    this.#ahead = null;
    return hole.endSec + BEHIND_SEC;
  }
}

/** Without the token, which may have been renewed since. */
function pathOf(uri: string): string {
  return uri.replace(/^.*\/p\/[^/]+\//, '');
}
