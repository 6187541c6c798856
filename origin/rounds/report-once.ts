import type { Log } from '../../platform/log.ts';

/** Logs the first of a row of failures and the recovery after it; `null` is a success. */
export function reportOnce(log: Log, what: string): (error: unknown) => void {
  let isFailing = false;
  return (error) => {
    if (error !== null && !isFailing) log.warn({ err: error }, `${what}: failed; trying again`);
    if (error === null && isFailing) log.info(`${what}: works again`);
    isFailing = error !== null;
  };
}
