export type Gate = {
  /** Resolves when there is room, first come, first served. */
  enter(): Promise<void>;
  /** Once for each `enter`. */
  leave(): void;
};

/** Lets `most` in at a time. */
export function createGate(most: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return {
    async enter() {
      if (inside < most) inside += 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    },
  };
}
