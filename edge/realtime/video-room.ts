import { DurableObject } from 'cloudflare:workers';
import type { RoomClose, RoomEvent, RoomMessage } from '../../shared/contracts/rooms.ts';
import type { Bindings } from '../config.ts';
import { BATCH_MS, closeCodes, presenceDelayMs, SWEEP_MS } from './limits.ts';
import { onceInAWhile, onceLater } from './once-later.ts';
import { roomHeaders } from './room-headers.ts';
import { createRoomMembers, encode, encodeEvents } from './room-members.ts';
import type { RoomShard } from './room-shard.ts';
import { openRoomLog, type RoomLog } from './store.ts';
import { createSuspensionWatch } from './suspension-watch.ts';

export type RoomBindings = Bindings & {
  readonly ROOM_SHARDS: DurableObjectNamespace<RoomShard>;
};

/** Ready to be sent; `texts` is null when that is no longer known, or too much to tell. */
export type Missed = { head: number; texts: string[] | null };

const DEFAULT_SHARD_SOCKETS = 5_000;

/**
 * One video's room: gives events their order, keeps the newest, and holds the first few thousand sockets itself. Further ones go
 * to `RoomShard`s, which it tells what to pass on.
 */
export class VideoRoom extends DurableObject<RoomBindings> {
  readonly #members = createRoomMembers(this.ctx, () => this.#announceSoon());
  readonly #suspensions = createSuspensionWatch(this.ctx, this.env, this.#members);
  readonly #maxSockets = Number(this.env.ROOM_SHARD_SOCKETS || DEFAULT_SHARD_SOCKETS);
  readonly #flushSoon = onceInAWhile(() => this.#flush(), BATCH_MS);
  readonly #announceSoon = onceLater(
    () => this.#announce(),
    () => presenceDelayMs(this.#total()),
  );
  #log: RoomLog | undefined;
  #pending: RoomEvent[] = [];
  /** Newest event that members were told. */
  #flushedId = this.#openLog().head;

  constructor(state: DurableObjectState, bindings: RoomBindings) {
    super(state, bindings);
    // What was stored but not told before the object was restarted: its own sockets are new, its shards' may not be.
    if (this.#shards().some((members) => members > 0)) this.#flushSoon();
  }

  /** WebSocket upgrade of a member whom the edge has let in; without an upgrade, what one has missed. */
  override async fetch(request: Request): Promise<Response> {
    if (!(Number(request.headers.get(roomHeaders.asOfSeq)) >= this.#closedSeq()))
      return new Response(null, { status: 403 });
    const lastEventId = readLastEventId(request);
    if (!request.headers.has('upgrade')) {
      this.#flush();
      return pollAnswer(greeting(lastEventId, this.#missed(lastEventId ?? -1)));
    }
    if (this.#members.count >= this.#maxSockets)
      return new Response(null, { status: 421, headers: { [roomHeaders.shard]: String(this.#chooseShard()) } });
    await this.#suspensions.prepare(request);
    await this.#sweepLater();
    this.#flush(); // so that the newcomer's catching up ends where the others are
    this.#announceSoon();
    const heard = greeting(lastEventId, this.#missed(lastEventId ?? -1));
    return this.#members.accept(heard, this.#suspensions.arrive(request));
  }

  /** Stores and tells what is new; safe to repeat. Answered once it is durable. */
  async publish(messages: RoomMessage[]): Promise<{ new_events: number; last_event_id: number }> {
    await this.#sweepLater();
    const log = this.#openLog();
    const fresh = log.append(messages, Date.now());
    log.trim(Date.now());
    this.#pending.push(...fresh.filter(({ type }) => type !== 'close'));
    const closes = fresh.filter(({ type }) => type === 'close').map(({ data }) => (data as RoomClose).seq); // as checked before
    if (closes.length > 0) this.#close(Math.max(...closes));
    else if (fresh.length > 0) this.#flushSoon();
    return { new_events: fresh.length, last_event_id: log.head };
  }

  /** For shards: what members who know up to each of `ids` have missed. */
  missed(ids: number[]): Missed[] {
    this.#flush();
    return ids.map((id) => this.#missed(id));
  }

  /** For shards: how many sockets one holds now. */
  report(shard: number, members: number): void {
    const shards = this.#shards();
    shards[shard - 1] = members;
    this.ctx.storage.kv.put('shards', shards);
    this.#announceSoon();
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#members.heard(socket, message, Date.now());
  }

  override webSocketClose(): void {
    this.#announceSoon();
  }

  override webSocketError(): void {
    this.#announceSoon();
  }

  override async alarm(): Promise<void> {
    const watchAgainMs = await this.#suspensions.check();
    const rows = this.#openLog().trim(Date.now());
    if (rows > 0 || this.#total() > 0) return this.ctx.storage.setAlarm(Date.now() + (watchAgainMs ?? SWEEP_MS));
    this.#log = undefined;
    await this.ctx.storage.deleteAll();
  }

  #missed(id: number): Missed {
    const { head, events } = this.#openLog().since(id);
    return { head, texts: events && encodeEvents(events) };
  }

  #openLog(): RoomLog {
    this.#log ??= openRoomLog(this.ctx.storage, Date.now());
    return this.#log;
  }

  async #sweepLater(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
  }

  #shards(): number[] {
    return this.ctx.storage.kv.get<number[]>('shards') ?? [];
  }

  #total(): number {
    return this.#shards().reduce((sum, members) => sum + members, this.#members.count);
  }

  /** The first with room; counted as one fuller until it reports. */
  #chooseShard(): number {
    const shards = this.#shards();
    const found = shards.findIndex((members) => members < this.#maxSockets);
    const index = found < 0 ? shards.length : found;
    shards[index] = (shards[index] ?? 0) + 1;
    this.ctx.storage.kv.put('shards', shards);
    return index + 1;
  }

  #flush(): void {
    const events = this.#pending;
    const after = this.#flushedId;
    this.#pending = [];
    this.#flushedId = events.at(-1)?.id ?? after;
    const texts = encodeEvents(events);
    this.#members.tell(texts);
    this.#tellShards((shard) => shard.deliver({ after, texts, head: this.#flushedId }));
  }

  #announce(): void {
    const presence = encode({ type: 'presence', count: this.#total() });
    this.#members.tell([presence]);
    this.#tellShards((shard) => shard.tell([presence]));
  }

  #closedSeq(): number {
    return this.ctx.storage.kv.get<number>('closedSeq') ?? 0;
  }

  #close(seq: number): void {
    this.ctx.storage.kv.put('closedSeq', Math.max(seq, this.#closedSeq()));
    this.#flush();
    this.#members.sendAllAway(closeCodes.videoClosed, 'the video is closed');
    this.#tellShards((shard) => shard.close());
  }

  /** A shard that misses an order notices the gap at the next one and asks. */
  #tellShards(tell: (shard: DurableObjectStub<RoomShard>) => Promise<unknown>): void {
    for (const [index, members] of this.#shards().entries()) {
      if (members === 0) continue;
      const name = `${this.ctx.id.name}#${index + 1}`;
      const told = tell(this.env.ROOM_SHARDS.get(this.env.ROOM_SHARDS.idFromName(name)));
      told.catch((error: unknown) =>
        console.error(JSON.stringify({ level: 'error', service: 'edge', message: `room shard: ${String(error)}` })),
      );
    }
  }
}

export function readLastEventId(request: Request): number | null {
  const text = request.headers.get(roomHeaders.lastEventId);
  return text === null ? null : Number(text);
}

/** The same messages for who asks now and then: a `RoomPoll`. */
function pollAnswer(texts: readonly string[]): Response {
  return new Response(`{"messages":[${texts.join(',')}]}`, { headers: { 'content-type': 'application/json' } });
}

/** What a new member hears first. */
export function greeting(lastEventId: number | null, { head, texts }: Missed): string[] {
  if (lastEventId === null) return [encode({ type: 'joined', last_event_id: head })];
  return texts ?? [encode({ type: 'reset', last_event_id: head })];
}
