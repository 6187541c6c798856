import { createSharedLoads } from '../cache/shared-loads.ts';
import type { FetchChanges } from './fetch-changes.ts';
import { createRevocations, type Revocations } from './revocations.ts';

/** While requests come, the feed is read this often. */
const POLL_EVERY_MS = 5_000;
/** Beyond this age (after idling) a request waits until the feed has been read. */
const WAIT_BEYOND_MS = 10_000;
/** Beyond this age what is known says nothing about now: only what was open to everyone is served on. */
const BLIND_BEYOND_MS = 30_000;
/** A renewal asks for news no older than this. */
const RENEWAL_AGE_MS = 1_000;
/** A little above the time-out of one reading. */
const FOLLOW_TIMEOUT_MS = 3_500;

export type ChangeFeed = {
  readonly revocations: Omit<Revocations, 'take' | 'reset'>;
  /**
   * To be called by every request: starts a reading when one is due. Null when there is nothing to wait for, which is
   * nearly always; otherwise the request waits, so that no isolate that slept serves what was revoked meanwhile. While
   * readings fail nobody waits: `isBlind` decides. Never rejects.
   */
  freshen(): Promise<void> | null;
  /** Reads the feed unless that was done within the last `maxAgeMs` (a second unless given). Never rejects. */
  refresh(maxAgeMs?: number): Promise<void>;
  /** True when the feed could not be read for 30 s. */
  isBlind(): boolean;
  /** `listener` hears of each video whose row has changed. */
  onVideoChanged(listener: (videoId: string) => void): void;
};

export type ChangeFeedOptions = {
  fetchChanges: FetchChanges;
  now: () => number;
  waitUntil: (work: Promise<unknown>) => void;
  /** Hears of the first of a row of failures. */
  onFailure: (error: unknown) => void;
  followTimeoutMs?: number;
};

/** Keeps this isolate's memory of revocations up to date, by one shared reading beside the requests. */
export function createChangeFeed(options: ChangeFeedOptions): ChangeFeed {
  const { fetchChanges, now, waitUntil, onFailure, followTimeoutMs = FOLLOW_TIMEOUT_MS } = options;
  const revocations = createRevocations();
  const readings = createSharedLoads<void>({ waitUntil, followTimeoutMs });
  const listeners: ((videoId: string) => void)[] = [];
  /** All that was committed before this moment is known. */
  let knownAsOfMs = Number.NEGATIVE_INFINITY;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let running = 0;
  let isFailing = false;

  async function read(): Promise<void> {
    const startedAtMs = now();
    triedAtMs = startedAtMs;
    running += 1;
    try {
      let after = knownAsOfMs === Number.NEGATIVE_INFINITY ? null : revocations.seq();
      for (let more = true; more; ) {
        const page = await fetchChanges(after);
        if (page.from_start) revocations.reset();
        revocations.take(page.changes, page.head, now());
        for (const { kind, subject } of page.changes)
          if (kind === 'video_changed' || kind === 'video_revoked') for (const listener of listeners) listener(subject);
        after = page.head;
        more = page.more;
      }
      knownAsOfMs = Math.max(knownAsOfMs, startedAtMs);
      isFailing = false;
    } catch (error) {
      if (!isFailing) onFailure(error);
      isFailing = true;
    } finally {
      running -= 1;
    }
  }

  return {
    revocations,
    freshen() {
      const nowMs = now();
      const ageMs = nowMs - knownAsOfMs;
      if (ageMs < POLL_EVERY_MS) return null;
      const isDue = nowMs - triedAtMs >= POLL_EVERY_MS;
      if (!isDue && running === 0) return null; // it failed a moment ago
      const mustWait = ageMs >= WAIT_BEYOND_MS && !isFailing;
      if (!mustWait && running > 0) return null;
      const reading = readings.run('feed', read);
      return mustWait ? reading : null;
    },
    async refresh(maxAgeMs = RENEWAL_AGE_MS) {
      const ageMs = now() - Math.max(knownAsOfMs, triedAtMs);
      if (isFailing ? ageMs >= POLL_EVERY_MS : ageMs >= maxAgeMs || running > 0) await readings.run('feed', read);
    },
    isBlind: () => now() - knownAsOfMs >= BLIND_BEYOND_MS,
    onVideoChanged: (listener) => void listeners.push(listener),
  };
}
