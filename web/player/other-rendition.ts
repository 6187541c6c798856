export type PlayedTrack = { active: boolean; height: number | null; videoCodec: string | null };

/** What Shaka Player is to be configured with to leave out what could not be decoded. */
export type Avoidance = {
  preferredVideo?: { codec: string }[];
  restrictions?: { maxHeight: number } | { minHeight: number };
};

/**
 * How to play something else than the active track: another codec, else a smaller picture, else a larger one; null when
 * there is nothing that has not failed. `failed` remembers what has, from call to call.
 */
export function otherRendition(tracks: readonly PlayedTrack[], failed: Set<string>): Avoidance | null {
  const active = tracks.find((track) => track.active);
  if (!active) return null;
  failed.add(keyOf(active));
  const left = tracks.filter((track) => !failed.has(keyOf(track)));
  const other = left.find((track) => codecOf(track) !== codecOf(active));
  if (other) return { preferredVideo: [{ codec: codecOf(other) }] };
  const [height, heights] = [active.height ?? 0, left.flatMap((track) => track.height ?? [])];
  const lower = heights.filter((each) => each < height);
  if (lower.length > 0) return { restrictions: { maxHeight: Math.max(...lower) } };
  return heights.length > 0 ? { restrictions: { minHeight: Math.min(...heights) } } : null;
}

function codecOf({ videoCodec }: PlayedTrack): string {
  return videoCodec?.split('.')[0] ?? '';
}

function keyOf(track: PlayedTrack): string {
  return `${codecOf(track)} ${track.height}`;
}
