export type RecentAnswers<Answer> = {
  /** The answer that was made for `key` lately, or the one that `make` makes; who asks meanwhile waits for the same. */
  get(key: string, make: () => Promise<Answer>): Promise<Answer>;
  forget(key: string): void;
};

/** At most `most` answers, the oldest given up first; failures are not remembered. */
export function createRecentAnswers<Answer>(deps: {
  keptMs: number;
  most: number;
  clock: () => Date;
}): RecentAnswers<Answer> {
  const known = new Map<string, { answer: Promise<Answer>; untilMs: number }>();
  return {
    get(key, make) {
      const nowMs = deps.clock().getTime();
      const before = known.get(key);
      if (before && before.untilMs > nowMs) return before.answer;
      known.delete(key);
      const entry = { answer: make(), untilMs: nowMs + deps.keptMs };
      known.set(key, entry);
      entry.answer.catch(() => {
        if (known.get(key) === entry) known.delete(key);
      });
      const [oldest] = known.keys();
      if (known.size > deps.most && oldest !== undefined) known.delete(oldest);
      return entry.answer;
    },
    forget: (key) => void known.delete(key),
  };
}
