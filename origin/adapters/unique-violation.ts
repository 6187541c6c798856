/**
 * The `table.column` whose uniqueness a statement broke, else `null`. Over HTTP libSQL tells it in the message only,
 * and drizzle hands that on as a cause.
 */
export function violatedUnique(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const column = /UNIQUE constraint failed: (\w+\.\w+)/.exec(cause.message)?.[1];
    if (column !== undefined) return column;
  }
  return null;
}
