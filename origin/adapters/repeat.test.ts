import { expect, test } from 'bun:test';
import { repeat } from './repeat.ts';

const never = 2 ** 30;

/** Rounds that end when they are told to. */
function handmadeRounds() {
  const begun: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  return {
    begun,
    round: () =>
      new Promise<void>((resolve) => {
        begun.push(resolve);
        waiting.shift()?.();
      }),
    nextToBegin: () => new Promise<void>((resolve) => waiting.push(resolve)),
  };
}

test('wakes during a round are one more round, right after it', async () => {
  const { begun, round, nextToBegin } = handmadeRounds();
  const rounds = repeat(round, { intervalMs: never, onOutcome: () => {} });
  for (let times = 0; times < 10; times++) rounds.wake();
  expect(begun).toHaveLength(1);
  const second = nextToBegin();
  begun[0]?.();
  await second;
  expect(begun).toHaveLength(2);
  begun[1]?.();
  await rounds.stop();
  expect(begun).toHaveLength(2);
});

test('with a gap, wakes after a round are one more round when the gap is over', async () => {
  const begunAtMs: number[] = [];
  const second = Promise.withResolvers<void>();
  const first = Promise.withResolvers<void>();
  const minGapMs = 30;
  const round = async () => {
    begunAtMs.push(performance.now());
    if (begunAtMs.length === 2) second.resolve();
  };
  const rounds = repeat(round, { intervalMs: never, minGapMs, onOutcome: () => first.resolve() });
  await first.promise;
  for (let times = 0; times < 10; times++) rounds.wake();
  expect(begunAtMs).toHaveLength(1);
  await second.promise;
  await rounds.stop();
  expect(begunAtMs).toHaveLength(2);
  expect((begunAtMs[1] ?? 0) - (begunAtMs[0] ?? 0)).toBeGreaterThanOrEqual(minGapMs - 1);
});

test('what a round rejects with is an outcome, and the next one comes', async () => {
  const outcomes: unknown[] = [];
  const third = Promise.withResolvers<void>();
  const rounds = repeat(
    async () => {
      throw new Error('away');
    },
    {
      intervalMs: 0,
      onOutcome: (error) => {
        outcomes.push(error);
        if (outcomes.length === 3) third.resolve();
      },
    },
  );
  await third.promise;
  await rounds.stop();
  expect(outcomes.slice(0, 3).map(String)).toEqual(['Error: away', 'Error: away', 'Error: away']);
});
