import { type BenchCase, median, percentile } from '../bench-case.ts';
import { postAtOnce, postOneByOne } from '../room/post-into-room.ts';
import { startRoomStand } from '../room/room-stand.ts';

const MEMBERS = 2_000;
const POSTERS = 10;
const ONE_BY_ONE = 20;
const AT_ONCE = 200;

/** A room full of people while comments are posted: through the edge into origin, and from there to every socket. */
export const roomCase: BenchCase = {
  name: 'room',
  summary: `${MEMBERS.toLocaleString('en')} sockets in a room while comments are posted, from the request to the last of them`,
  budgets: {
    posted_to_heard_p99_vs_250_ms: '(goal ≤ 1)',
    events_lost: '(goal 0)',
    events_doubled: '(goal 0)',
  },
  async run({ runs, note }) {
    await using stand = await startRoomStand({ members: MEMBERS, posters: POSTERS });
    const p99s: number[] = [];
    for (let run = 0; run < runs; run++) {
      const tookMs = await postOneByOne(stand, ONE_BY_ONE);
      p99s.push(percentile(tookMs, 0.99));
      note(`one by one: p50 ${median(tookMs).toFixed(0)} ms, p99 ${p99s.at(-1)?.toFixed(0)} ms`);
    }
    const burst = await postAtOnce(stand, AT_ONCE);
    const { messagesEach, tookMs, lost, doubled } = burst;
    note(`${AT_ONCE} at once: ${tookMs.toFixed(0)} ms to the last, ${messagesEach.toFixed(0)} messages each`);
    return {
      figures: {
        ...{ sockets: MEMBERS, posted_to_heard_p99_ms: median(p99s) },
        ...{ burst_comments: AT_ONCE, burst_ms: tookMs, burst_messages_each: messagesEach },
        burst_deliveries_per_sec: (AT_ONCE * MEMBERS * 1000) / tookMs,
      },
      ratios: {
        posted_to_heard_p99_vs_250_ms: median(p99s) / 250,
        events_lost: lost,
        events_doubled: doubled,
      },
    };
  },
};
