import type { TakenView } from '../../shared/contracts/views.ts';

export type WaitingViews = {
  /** False when `maxWaiting` events are there already. The same event again is taken and changes nothing. */
  add(event: TakenView): boolean;
  /** Oldest first. */
  oldest(limit: number): { rowid: number; event: TakenView }[];
  /** Forgets all up to this row. */
  deleteUpTo(rowid: number): void;
  readonly count: number;
  /** Events refused since the last `forgetDropped`. */
  readonly dropped: number;
  forgetDropped(count: number): void;
};

/** View events in an object's SQLite, until origin has acknowledged them. */
export function openWaitingViews(storage: DurableObjectStorage, maxWaiting: number): WaitingViews {
  const { sql, kv } = storage;
  sql.exec(`create table if not exists views (
    row integer primary key autoincrement, event_id text not null unique, event text not null)`);
  let count = Number(sql.exec('select count(*) as value from views').one().value);
  let dropped = kv.get<number>('dropped') ?? 0;

  function setDropped(value: number): void {
    dropped = value;
    kv.put('dropped', value);
  }

  return {
    get count() {
      return count;
    },
    get dropped() {
      return dropped;
    },
    add(event) {
      if (count >= maxWaiting) {
        setDropped(dropped + 1);
        return false;
      }
      const { rowsWritten } = sql.exec(
        'insert into views (event_id, event) values (?, ?) on conflict (event_id) do nothing',
        ...[event.event_id, JSON.stringify(event)],
      );
      if (rowsWritten > 0) count += 1;
      return true;
    },
    oldest(limit) {
      const rows = sql.exec<{ row: number; event: string }>('select row, event from views order by row limit ?', limit);
      return rows.toArray().map(({ row, event }) => ({ rowid: row, event: JSON.parse(event) as TakenView })); // as `add` wrote it
    },
    deleteUpTo(rowid) {
      sql.exec('delete from views where row <= ?', rowid);
      count = Number(sql.exec('select count(*) as value from views').one().value);
    },
    forgetDropped(told) {
      if (told > 0) setDropped(dropped - told);
    },
  };
}
