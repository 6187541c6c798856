import { DurableObject } from 'cloudflare:workers';
import type { Bindings } from '../config.ts';
import { BATCH_MS, closeCodes } from './limits.ts';
import { onceLater } from './once-later.ts';
import { createRoomMembers, encode } from './room-members.ts';
import { createSuspensionWatch } from './suspension-watch.ts';
import { greeting, type Missed, readLastEventId, type VideoRoom } from './video-room.ts';

export type ShardBindings = Bindings & { readonly ROOMS: DurableObjectNamespace<VideoRoom> };

/** All that was told between the events `after` (exclusive) and `head` (inclusive). */
export type Delivery = { after: number; head: number; texts: string[] };

/** Holds sockets of a video whose room is full. Its name is `<video>#<number>`; the room orders and remembers. */
export class RoomShard extends DurableObject<ShardBindings> {
  readonly #members = createRoomMembers(this.ctx, () => this.#reportSoon());
  readonly #suspensions = createSuspensionWatch(this.ctx, this.env, this.#members);
  readonly #reportSoon = onceLater(
    () => void this.#report(),
    () => BATCH_MS,
  );

  override async fetch(request: Request): Promise<Response> {
    const lastEventId = readLastEventId(request);
    await this.#suspensions.prepare(request);
    for (;;) {
      const asked = this.#delivered;
      const [forAll, forNewcomer] = await this.#room.missed([asked, lastEventId ?? -1]);
      if (!forAll || !forNewcomer || this.#delivered !== asked) continue; // told something meanwhile: ask again
      this.#settle(forAll);
      this.#reportSoon();
      return this.#members.accept(greeting(lastEventId, forNewcomer), this.#suspensions.arrive(request));
    }
  }

  async deliver({ after, head, texts }: Delivery): Promise<void> {
    if (head <= this.#delivered) return;
    if (after !== this.#delivered) return this.#catchUp();
    this.#delivered = head;
    this.#members.tell(texts);
  }

  async tell(texts: string[]): Promise<void> {
    this.#members.tell(texts);
  }

  async close(): Promise<void> {
    this.#members.sendAllAway(closeCodes.videoClosed, 'the video is closed');
  }

  override async alarm(): Promise<void> {
    const watchAgainMs = await this.#suspensions.check();
    if (watchAgainMs !== null) await this.ctx.storage.setAlarm(Date.now() + watchAgainMs);
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    this.#members.heard(socket, message, Date.now());
  }

  override webSocketClose(): void {
    this.#reportSoon();
  }

  override webSocketError(): void {
    this.#reportSoon();
  }

  get #room(): DurableObjectStub<VideoRoom> {
    return this.env.ROOMS.get(this.env.ROOMS.idFromName(this.#name[0] ?? ''));
  }

  /** The video and this shard's number. */
  get #name(): string[] {
    return (this.ctx.id.name ?? '').split('#');
  }

  /** Newest event that the members here were told; stored, because they outlive this object's memory. */
  get #delivered(): number {
    return this.ctx.storage.kv.get<number>('delivered') ?? 0;
  }

  set #delivered(id: number) {
    this.ctx.storage.kv.put('delivered', id);
  }

  async #catchUp(): Promise<void> {
    const asked = this.#delivered;
    const [missed] = await this.#room.missed([asked]);
    if (missed && this.#delivered === asked) this.#settle(missed);
  }

  #settle({ head, texts }: Missed): void {
    this.#delivered = head;
    this.#members.tell(texts ?? [encode({ type: 'reset', last_event_id: head })]);
  }

  async #report(): Promise<void> {
    await this.#room.report(Number(this.#name[1]), this.#members.count).catch((error: unknown) => {
      console.error(JSON.stringify({ level: 'error', service: 'edge', message: `room shard: ${String(error)}` }));
    });
  }
}
