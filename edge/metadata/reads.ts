/** What one request needs of its reads, and what came of them. */
export type Reads = {
  /** The replication index of the viewer's last own write; 0 for none. */
  readonly minIndex: number;
  /** Null; or the greatest age of what was answered from a copy because no database could be asked. */
  staleMs: number | null;
};

export function newReads(minIndex = 0): Reads {
  return { minIndex, staleMs: null };
}

/** Headers that tell of a stale answer; none of a good one. */
export function staleHeaders({ staleMs }: Reads): Record<string, string> {
  return staleMs === null ? {} : { 'x-kinora-stale': '1', age: `${Math.floor(staleMs / 1000)}` };
}
