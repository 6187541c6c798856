import { newId } from '../../shared/ids.ts';
import { type Repeating, repeat } from '../adapters/repeat.ts';
import { type LeaseDeps, unlessLeased } from '../leases/with-lease.ts';
import { reportOnce } from './report-once.ts';

export type Rounds = ReturnType<typeof createRounds>;
type Round = () => Promise<unknown>;

const hourMs = 3_600_000;

/** Ways to do something again and again beside the requests. `what` says in the log what failed. */
export function createRounds(leaseDeps: LeaseDeps) {
  /** In every origin. A round begins `minGapMs` after the one before at the soonest, however often it is woken. */
  const every = (intervalMs: number, what: string, round: Round, minGapMs = 0): Repeating =>
    repeat(round, { intervalMs, minGapMs, onOutcome: reportOnce(leaseDeps.log, what) });

  /** In one origin at a time, which holds `lease` meanwhile. */
  const everyAlone = (intervalMs: number, what: string, lease: string, round: Round): Repeating =>
    every(intervalMs, what, () => unlessLeased(leaseDeps, lease, round));

  /** Once in 24 hours, however many origins there are and however often they start: the lease `mark` is never given back. */
  const onceADay = (what: string, { lease, mark }: { lease: string; mark: string }, round: Round): Repeating =>
    everyAlone(hourMs, what, lease, async () => {
      if (await leaseDeps.leases.acquire(mark, newId(), 24 * hourMs)) await round();
    });

  return { every, everyAlone, onceADay };
}
