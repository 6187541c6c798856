export type Rating = { user: number; item: number; rating: number; time: number };

/**
 * A file in one of MovieLens's formats: `user::item::rating::timestamp`, the same between tabs, or between commas below a
 * header. Throws for a line that is none of them.
 */
export function readRatings(text: string): Rating[] {
  const lines = text.split('\n');
  const isCsv = /^userid,/i.test(lines[0] ?? '');
  const separator = isCsv ? ',' : lines[0]?.includes('::') ? '::' : '\t';
  return lines.slice(isCsv ? 1 : 0).flatMap((line, at) => {
    if (line.trim() === '') return [];
    const [user = Number.NaN, item = Number.NaN, rating = Number.NaN, time = 0] = line.split(separator).map(Number);
    if (![user, item, rating, time].every(Number.isFinite))
      throw new Error(`line ${at + 1} of the ratings is not user, item, rating, timestamp`);
    return [{ user, item, rating, time }];
  });
}
