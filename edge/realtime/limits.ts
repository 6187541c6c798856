/** What is published sooner after the last message waits for more, so that a burst is a few messages to each member. */
export const BATCH_MS = 100;
/** Kept for members who come back; older than this they are told to read everything again. */
export const KEEP_EVENTS_MS = 10 * 60_000;
export const KEEP_EVENTS = 2_000;
/** Message ids outlive the window in which a captured publish could be sent again. */
export const KEEP_IDS_MS = 3 * 60_000;
/** A longer way back is a `reset`: reading the page anew costs less. */
export const CATCH_UP_EVENTS = 500;
/** Characters of their data. */
export const CATCH_UP_LENGTH = 256 * 1024;
export const EVENTS_PER_MESSAGE = 100;
/** One event's JSON, characters. */
export const MAX_EVENT_LENGTH = 16 * 1024;
/** Unsent bytes after which a member reads too slowly to stay. */
export const MAX_BUFFERED_BYTES = 512 * 1024;
/** What a member may send: `ping`s are answered by the runtime, and nothing else is expected yet. */
export const MAX_MESSAGE_LENGTH = 1_024;
export const MESSAGES_PER_WINDOW = 20;
export const MESSAGE_WINDOW_MS = 10_000;
/** An empty room's storage is given back at the first of these that finds nothing left to keep. */
export const SWEEP_MS = 60 * 60_000;

/** How often a room with signed-in members looks whether one of them was suspended. */
export const WATCH_MS = 15_000;

/** RFC 6455 §7.4.1, and 4000–4999 for our own. */
export const closeCodes = { tooBig: 1009, flood: 1008, tooSlow: 1013, videoClosed: 4403, suspended: 4401 } as const;

/** Every arrival would be news to everybody: the larger the room, the more of them are told as one. */
export function presenceDelayMs(count: number): number {
  return Math.min(Math.max(150, count), 5_000);
}
