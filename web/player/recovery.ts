import type { Playback } from '../../shared/contracts/playback.ts';
import { pause } from '../api.ts';
import { type Trouble, troubleOf } from './shaka-errors.ts';

export type RecoveryDeps = {
  /** Asks for the session anew; rejects with what the API says of the video. */
  renew(): Promise<Playback>;
  /** Fetches on from where it stopped, or opens what could not be opened. */
  goOn(): Promise<void>;
  /** Opens `session`'s set at the present position. */
  moveTo(session: Playback): Promise<void>;
  isPlaying(session: Playback): boolean;
  /** Plays on behind the segment at `uri` once it is reached; false when that is no segment. */
  skip(uri: string): boolean;
  /** Opens the set anew without the rendition that could not be decoded; false when there is no other. */
  playAnother(): Promise<boolean>;
  /** Trouble that ends by itself; null once it has. */
  onWaiting(kind: 'network' | 'busy' | null): void;
  /** Trouble that does not end by itself. */
  onFailed(error: unknown): void;
  nowMs(): number;
};

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 15_000;
const MAX_RENEWALS_PER_MINUTE = 3;

/** What a player does about errors: waits, asks for a new session, goes round what is broken, or says that it cannot. */
export class Recovery {
  readonly #deps: RecoveryDeps;
  #renewedAtMs: number[] = [];
  #waits = 0;
  /** Ends the wait that is going on. */
  #awake: AbortController | null = null;

  constructor(deps: RecoveryDeps) {
    this.#deps = deps;
  }

  async handle(error: unknown): Promise<void> {
    try {
      if (!(await this.#tryToHelp(troubleOf(error)))) this.#deps.onFailed(error);
    } catch (next) {
      if (troubleOf(next).kind === 'other') this.#deps.onFailed(next);
      else await this.handle(next);
    }
  }

  /** Media has come: whatever was wrong is over. */
  onArrived(): void {
    this.#waits = 0;
    this.#awake?.abort();
    this.#deps.onWaiting(null);
  }

  /** The viewer, or the browser, thinks that it would work now. False when nothing is being waited for. */
  wake(): boolean {
    this.#awake?.abort();
    return this.#awake !== null;
  }

  async #tryToHelp(trouble: Trouble): Promise<boolean> {
    switch (trouble.kind) {
      case 'network':
      case 'busy':
        await this.#wait(trouble.kind);
        return true;
      case 'refused': {
        if (!this.#mayRenew()) return false;
        const session = await this.#deps.renew();
        // A token that has ended is replaced under the running player; files that are refused belong to another encoding by now.
        if (trouble.status === 401) await this.#deps.goOn();
        else await this.#deps.moveTo(session);
        return true;
      }
      case 'missing': {
        if (!this.#mayRenew()) return false;
        const session = await this.#deps.renew();
        if (this.#deps.isPlaying(session)) return this.#deps.skip(trouble.uri);
        await this.#deps.moveTo(session);
        return true;
      }
      case 'undecodable':
        return this.#deps.playAnother();
      case 'superseded':
        return true;
      case 'other':
        return false;
    }
  }

  #mayRenew(): boolean {
    const nowMs = this.#deps.nowMs();
    this.#renewedAtMs = this.#renewedAtMs.filter((timeMs) => nowMs - timeMs < 60_000);
    return this.#renewedAtMs.push(nowMs) <= MAX_RENEWALS_PER_MINUTE;
  }

  /** One wait at a time: picture and sound fail together. */
  async #wait(kind: 'network' | 'busy'): Promise<void> {
    if (this.#awake) return;
    this.#awake = new AbortController();
    this.#deps.onWaiting(kind);
    const delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#waits);
    this.#waits += 1;
    await pause(delayMs, this.#awake.signal);
    this.#awake = null;
    await this.#deps.goOn();
  }
}
