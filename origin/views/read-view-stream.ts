import * as z from 'zod';
import type { Log } from '../../platform/log.ts';
import type { Redis } from '../../platform/redis.ts';
import { type TakenView, takenViewSchema, VIEWS_PER_BATCH } from '../../shared/contracts/views.ts';
import { newId } from '../../shared/ids.ts';
import { viewStream } from './view-stream.ts';

export type ViewReader = {
  /** Resolves when the batch under way is counted; none follows. Ends `reader`'s connection. */
  stop(): Promise<void>;
};

export type ViewReaderDeps = {
  /** For the commands that return at once. */
  redis: Redis;
  /** For the one that waits: made with `forBullmq`, and this reader's alone. */
  reader: Redis;
  count: (events: readonly TakenView[]) => Promise<void>;
  onOutcome: (error: unknown) => void;
  log: Log;
  /** Batches that a consumer has had for longer are taken over: it has died. */
  abandonedAfterMs?: number;
};

type Entry = { id: string; ticket: string; events: TakenView[] };

const { key, group, counted } = viewStream;
/** Counted in one transaction: 5,000 events. */
const BATCHES_AT_ONCE = 10;
const WAIT_MS = 1_000;
const PAUSE_MS = 500;
const ABANDONED_AFTER_MS = 15_000;

const eventsSchema = z.array(takenViewSchema).max(VIEWS_PER_BATCH);
const entriesSchema = z.array(z.tuple([z.string(), z.array(z.string())]));

/** Hands the batches of the stream to `count`, together where several wait, and tells their senders. */
export function readViewStream(deps: ViewReaderDeps): ViewReader {
  const { redis, reader, count, onOutcome, log, abandonedAfterMs = ABANDONED_AFTER_MS } = deps;
  const consumer = newId();
  const stopping = new AbortController();
  let claimedAtMs = Number.NEGATIVE_INFINITY;

  async function read(): Promise<Entry[]> {
    const answer = await reader.xreadgroup(
      ...(['GROUP', group, consumer, 'COUNT', BATCHES_AT_ONCE, 'BLOCK', WAIT_MS, 'STREAMS', key, '>'] as const),
    );
    const [stream] = z.array(z.tuple([z.string(), entriesSchema])).parse(answer ?? []);
    return (stream?.[1] ?? []).map(toEntry);
  }

  /** What a consumer took and did not finish, now and then. */
  async function claim(): Promise<Entry[]> {
    if (performance.now() - claimedAtMs < abandonedAfterMs / 3) return [];
    const answer = await redis.xautoclaim(key, group, consumer, abandonedAfterMs, '0', 'COUNT', BATCHES_AT_ONCE);
    claimedAtMs = performance.now();
    return entriesSchema.parse(answer[1]).map(toEntry);
  }

  function toEntry([id, fields]: [string, string[]]): Entry {
    const field = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
    const events = eventsSchema.safeParse(parseJson(field('events')));
    // Nothing makes it readable: its sender, which is not told, keeps it.
    if (!events.success) log.error({ entry: id }, 'a batch of view events cannot be read');
    return events.success ? { id, ticket: field('ticket'), events: events.data } : { id, ticket: '', events: [] };
  }

  async function round(): Promise<void> {
    const claimed = await claim();
    const entries = claimed.length > 0 ? claimed : await read();
    if (entries.length === 0) return;
    await count(entries.flatMap(({ events }) => events));
    const ids = entries.map(({ id }) => id);
    const tickets = entries.map(({ ticket }) => ticket).filter((ticket) => ticket !== '');
    await redis
      .multi()
      .xack(key, group, ...ids)
      .xdel(key, ...ids)
      .publish(counted, tickets.join(' '))
      .exec();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await round();
        onOutcome(null);
      } catch (error) {
        if (stopping.signal.aborted) return;
        // The group goes with a Redis that forgets, and is not there at first.
        if (String(error).includes('NOGROUP')) await makeGroup().catch(onOutcome);
        else {
          onOutcome(error);
          await pause(PAUSE_MS, stopping.signal);
        }
      }
    }
  }

  async function makeGroup(): Promise<void> {
    await redis.xgroup('CREATE', key, group, '0', 'MKSTREAM').catch((error: unknown) => {
      if (!String(error).includes('BUSYGROUP')) throw error;
    });
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      reader.disconnect(); // ends its wait at once
      await running;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
