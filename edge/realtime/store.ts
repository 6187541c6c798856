import type { RoomEvent, RoomMessage } from '../../shared/contracts/rooms.ts';
import { CATCH_UP_EVENTS, CATCH_UP_LENGTH, KEEP_EVENTS, KEEP_EVENTS_MS, KEEP_IDS_MS } from './limits.ts';

/** `events` is null when they are no longer known, or too many to tell. */
export type Missed = { head: number; events: RoomEvent[] | null };

export type RoomLog = {
  /** The newest id given out. */
  readonly head: number;
  /** Stores what is new among `messages` and returns it with ids; what is known by its message id is left out. */
  append(messages: readonly RoomMessage[], nowMs: number): RoomEvent[];
  since(id: number): Missed;
  /** Forgets what is too old or too much; returns how many rows are left. */
  trim(nowMs: number): number;
};

/**
 * A room's events in its own SQLite. Ids come from the clock (µs) and always increase, so that they go on even after an empty
 * room's storage was given back. `floor` is the newest id that is no longer known.
 */
export function openRoomLog(storage: DurableObjectStorage, nowMs: number): RoomLog {
  const { sql, kv } = storage;
  sql.exec(`create table if not exists events (
    id integer primary key, message_id text not null unique, at integer not null, type text not null, data text not null)`);
  const numberOf = (query: string, ...args: number[]) => Number(sql.exec(query, ...args).one().value ?? 0);
  let floor = kv.get<number>('floor') ?? 0;
  if (floor === 0) setFloor(nowMs * 1000);
  let head = Math.max(floor, numberOf('select max(id) as value from events'));

  function setFloor(id: number): void {
    floor = id;
    kv.put('floor', id);
  }

  return {
    get head() {
      return head;
    },
    append(messages, atMs) {
      return storage.transactionSync(() =>
        messages.flatMap(({ message_id, type, data }) => {
          const id = Math.max(head + 1, atMs * 1000);
          const { rowsWritten } = sql.exec(
            'insert into events (id, message_id, at, type, data) values (?, ?, ?, ?, ?) on conflict (message_id) do nothing',
            ...[id, message_id, atMs, type, JSON.stringify(data ?? null)],
          );
          if (rowsWritten === 0) return [];
          head = id;
          return [{ id, type, data: data ?? null, at: new Date(atMs).toISOString() }];
        }),
      );
    },
    since(id) {
      if (id < floor || id > head) return { head, events: null };
      const rows = sql
        .exec<{ id: number; at: number; type: string; data: string }>(
          "select id, at, type, data from events where id > ? and type <> 'close' order by id limit ?",
          ...[id, CATCH_UP_EVENTS + 1],
        )
        .toArray();
      const length = rows.reduce((sum, row) => sum + row.data.length, 0);
      if (rows.length > CATCH_UP_EVENTS || length > CATCH_UP_LENGTH) return { head, events: null };
      const events = rows.map((row) => ({
        id: row.id,
        type: row.type,
        data: JSON.parse(row.data) as unknown,
        at: new Date(row.at).toISOString(),
      }));
      return { head, events };
    },
    trim(atMs) {
      const surplus = sql.exec('select id from events order by id desc limit 1 offset ?', KEEP_EVENTS).toArray()[0]?.id;
      const last = numberOf(
        'select max(id) as value from events where at < ? or (at < ? and id <= ?)',
        ...[atMs - KEEP_EVENTS_MS, atMs - KEEP_IDS_MS, Number(surplus ?? 0)],
      );
      if (last > 0) {
        sql.exec('delete from events where id <= ?', last);
        setFloor(last);
      }
      return numberOf('select count(*) as value from events');
    },
  };
}
