import type { RoomStand } from './room-stand.ts';

/** Milliseconds from each request's start to each member's hearing, each comment after everybody has heard the last. */
export async function postOneByOne({ crowd, listen, post, posters }: RoomStand, count: number): Promise<number[]> {
  const before = crowd.heard[0]?.length ?? 0;
  const tookMs: number[] = [];
  for (let at = 0; at < count; at++) {
    const startedAt = performance.now();
    listen(() => tookMs.push(performance.now() - startedAt));
    await post(at % posters, `One by one, number ${before + at}`);
    await crowd.allHeard(before + at + 1);
  }
  listen(() => {});
  return tookMs;
}

/** `count` comments by all posters at the same time, each of them after its last was answered. */
export async function postAtOnce({ crowd, post, posters, members }: RoomStand, count: number) {
  const before = crowd.heard[0]?.length ?? 0;
  const messagesBefore = crowd.messagesEach();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: posters }, async (_, poster) => {
      for (let at = poster; at < count; at += posters) await post(poster, `At once, number ${at}`);
    }),
  );
  await crowd.allHeard(before + count);
  const tookMs = performance.now() - startedAt;
  const heard = crowd.heard.map((own) => own.slice(before));
  const distinct = heard.reduce((sum, own) => sum + new Set(own).size, 0);
  return {
    ...{ tookMs, messagesEach: crowd.messagesEach() - messagesBefore },
    lost: count * members - distinct,
    doubled: heard.reduce((sum, own) => sum + own.length, 0) - distinct,
  };
}
