/** Rows that one statement deletes where there may be very many: other writers have their turn after each. */
export const ROWS_PER_DELETION = 2_000;

/** Deletes some rows after the other until none is left: a server ends what takes seconds, and nothing would ever go. */
export async function untilNone(remove: () => Promise<{ rowsAffected: number }>): Promise<void> {
  while ((await remove()).rowsAffected > 0);
}
