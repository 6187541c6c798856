/** How many of each there are. */
export type PopulationSize = {
  users: number;
  /** Of the first users, one each. */
  channels: number;
  videos: number;
  /** A tenth of them below one video. */
  comments: number;
  subscriptionsPerUser: number;
  ratingsPerUser: number;
  watchedPerUser: number;
};

/** A large installation: a million of everything, ten million comments. `videos` scales the rest. */
export function populationOf(videos: number): PopulationSize {
  return {
    users: videos,
    channels: Math.ceil(videos / 10),
    videos,
    comments: videos * 10,
    subscriptionsPerUser: 5,
    ratingsPerUser: 3,
    watchedPerUser: 3,
  };
}

/** When the first video was made and when everything had been said. */
export const PERIOD = { fromMs: Date.UTC(2024, 0, 1), toMs: Date.UTC(2026, 10, 1) };

export const timeOf = (at: number, count: number): number =>
  PERIOD.fromMs + Math.floor(((PERIOD.toMs - PERIOD.fromMs) * at) / count);
