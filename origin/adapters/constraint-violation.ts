/** The `table.column` whose uniqueness a statement broke, else `null`. */
export const violatedUnique = (error: unknown): string | null => violatedColumn(error, 'UNIQUE');

/** The `table.column` that a statement would have set to null and must not, else `null`. */
export const violatedNotNull = (error: unknown): string | null => violatedColumn(error, 'NOT NULL');

/** Over HTTP libSQL tells it in the message only, and drizzle hands that on as a cause. */
function violatedColumn(error: unknown, constraint: 'UNIQUE' | 'NOT NULL'): string | null {
  const pattern = new RegExp(`${constraint} constraint failed: (\\w+\\.\\w+)`);
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const column = pattern.exec(cause.message)?.[1];
    if (column !== undefined) return column;
  }
  return null;
}
