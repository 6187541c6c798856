/** Remembers how far the edge has read the change feed. */
export type FeedWatch = {
  /** An edge knows everything up to `seq`. */
  note(seq: number): void;
  /** The latest question to this origin since it started; `null` before the first. */
  last(): { seq: number; secAgo: number } | null;
};

export function createFeedWatch(clock: () => Date): FeedWatch {
  let latest: { seq: number; atMs: number } | null = null;
  return {
    note(seq) {
      latest = { seq, atMs: clock().getTime() };
    },
    last: () => latest && { seq: latest.seq, secAgo: (clock().getTime() - latest.atMs) / 1000 },
  };
}
