import { availableParallelism } from 'node:os';

/** Most files wait half of their time, for a browser, a video that plays, a service that starts. */
export const filesAtOnce = Math.min(2, availableParallelism());

/**
 * The files that take longest, in that order: begun first, so that none of them is still at work when all others are
 * done. Those not named here take about half a minute or less.
 */
const longestFirst = ['pages', 'player-trouble', 'revocation', 'player-settings', 'watch-social', 'kill', 'comments'];

/** Three players at once that may never wait for media, and seconds watched by the clock: nothing runs beside these. */
const needWholeMachine = ['token-refresh', 'views'];

const pathOf = (name: string) => `e2e/${name}.test.ts`;

/** Names that this plan knows; each is a file's. */
export const plannedFiles = [...longestFirst, ...needWholeMachine].map(pathOf);

/** Which files run beside another one, in the order they begin, and which one after the other. */
export function planEndToEnd(files: readonly string[]): { together: string[]; alone: string[] } {
  const alone = needWholeMachine.map(pathOf).filter((file) => files.includes(file));
  const long = longestFirst.map(pathOf).filter((file) => files.includes(file));
  return { together: [...long, ...files.filter((file) => !long.includes(file) && !alone.includes(file))], alone };
}
