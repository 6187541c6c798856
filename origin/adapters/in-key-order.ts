/**
 * `rows` as the database has them by their keys (text, compared as SQLite does where it is ASCII). What is written in this
 * order changes each page once: in any other, a page that has left the server's small cache is written again for the next.
 */
export function inKeyOrder<T>(rows: readonly T[], keyOf: (row: T) => string): T[] {
  return rows
    .map((row): [key: string, row: T] => [keyOf(row), row])
    .sort(([one], [two]) => (one < two ? -1 : Number(one > two)))
    .map(([, row]) => row);
}
