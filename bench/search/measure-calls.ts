import { percentile } from '../bench-case.ts';
import { cpuMicros } from '../process-account.ts';

export type Calls<T> = {
  answers: T[];
  p50Ms: number;
  p99Ms: number;
  /** What all calls took of this process and of the database, divided by their number. */
  cpuMsEach: number;
  /** The database's part of that. */
  databaseCpuMsEach: number;
};

/** One call after the other, as one person waits for them. */
export async function measureCalls<T>(calls: readonly (() => Promise<T>)[], databasePid: number): Promise<Calls<T>> {
  const cpuSpent = () => Promise.all([cpuMicros(process.pid), cpuMicros(databasePid)]);
  const [ownBefore, databaseBefore] = await cpuSpent();
  const answers: T[] = [];
  const tookMs: number[] = [];
  for (const call of calls) {
    const startedAt = performance.now();
    answers.push(await call());
    tookMs.push(performance.now() - startedAt);
  }
  const [own, database] = await cpuSpent();
  const each = (micros: number) => micros / 1_000 / calls.length;
  return {
    answers,
    p50Ms: percentile(tookMs, 0.5),
    p99Ms: percentile(tookMs, 0.99),
    cpuMsEach: each(own - ownBefore + database - databaseBefore),
    databaseCpuMsEach: each(database - databaseBefore),
  };
}

/** Calls for each second of processor time, this process's and the database's together, with `atOnce` of them under way. */
export async function callsPerCpuSec(
  calls: readonly (() => Promise<unknown>)[],
  atOnce: number,
  databasePid: number,
): Promise<number> {
  const cpuSpent = async () => (await cpuMicros(process.pid)) + (await cpuMicros(databasePid));
  const before = await cpuSpent();
  const waiting = calls.values();
  const caller = async () => {
    for (const call of waiting) await call();
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  return calls.length / (((await cpuSpent()) - before) / 1_000_000);
}
