import type { Redis } from '../../platform/redis.ts';
import type { TakenView } from '../../shared/contracts/views.ts';
import { AppError } from '../../shared/errors.ts';
import { withDeadline } from '../adapters/with-deadline.ts';

/** Batches on their way to the counters; `counted` tells on a channel which of them are in the database. */
export const viewStream = { key: 'kinora:{views}', group: 'counters', counted: 'kinora:{views}:counted' } as const;

export type ViewSender = {
  /** Resolves when the events are counted in the database. Throws `unavailable`: then the sender has to keep them. */
  send(events: readonly TakenView[]): Promise<void>;
};

/** Batches of up to 500 events, about 150 KB each. */
const MAX_WAITING = 200;
/** Shorter than the edge waits. */
const TIMEOUT_MS = 8_000;

/**
 * Sends batches through Redis to whichever origin counts next. Redis may lose all it holds: only what has reached the
 * database is acknowledged, and the edge sends the rest again. `subscriber` is this sender's alone.
 */
export function createViewSender(deps: {
  redis: Redis;
  subscriber: Redis;
  maxWaiting?: number;
  timeoutMs?: number;
}): ViewSender {
  const { redis, subscriber, maxWaiting = MAX_WAITING, timeoutMs = TIMEOUT_MS } = deps;
  const waiting = new Map<string, Set<() => void>>();
  subscriber.on('message', (_channel, tickets) => {
    for (const ticket of tickets.split(' ')) for (const resolve of waiting.get(ticket) ?? []) resolve();
  });
  // Subscribed anew by the client itself after every break; what is missed meanwhile is sent again by the edge.
  subscriber.subscribe(viewStream.counted).catch(() => undefined);

  async function add(ticket: string, events: string): Promise<void> {
    if ((await redis.xlen(viewStream.key)) >= maxWaiting) throw new Error('too many batches are waiting');
    await redis.xadd(viewStream.key, '*', 'ticket', ticket, 'events', events);
  }

  return {
    async send(events) {
      if (events.length === 0) return;
      const text = JSON.stringify(events);
      // The same for a batch that is sent again: it is acknowledged when any of its copies is counted.
      const ticket = new Bun.CryptoHasher('sha256').update(text).digest('base64url');
      const counted = Promise.withResolvers<void>();
      const others = waiting.get(ticket) ?? new Set();
      waiting.set(ticket, others.add(counted.resolve));
      try {
        await withDeadline(
          add(ticket, text).then(() => counted.promise),
          timeoutMs,
          'counting views',
        );
      } catch (cause) {
        throw new AppError('unavailable', 'views cannot be counted right now; send them again', {
          headers: { 'retry-after': '5' },
          cause,
        });
      } finally {
        others.delete(counted.resolve);
        if (others.size === 0) waiting.delete(ticket);
      }
    },
  };
}
