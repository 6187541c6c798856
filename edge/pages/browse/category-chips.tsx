import type { FC } from 'hono/jsx';
import type { EdgeVideo } from '../../metadata/store.ts';
import { useSay } from '../visit.ts';
import { Chips } from './frame.tsx';

const MOST = 12;

export const categoryPath = (category: string): string => `/category/${encodeURIComponent(category)}`;

/** What the newest videos are about, what most of them are about first. */
export function categoriesOf(videos: readonly EdgeVideo[]): string[] {
  const counts = new Map<string, number>();
  for (const { category } of videos) if (category) counts.set(category, (counts.get(category) ?? 0) + 1);
  return [...counts.entries()]
    .toSorted(([one, many], [other, few]) => few - many || (one < other ? -1 : 1))
    .slice(0, MOST)
    .map(([category]) => category);
}

export const CategoryChips: FC<{ categories: readonly string[]; current: string | null }> = ({
  categories,
  current,
}) => {
  const say = useSay();
  const known = current === null || categories.includes(current) ? categories : [current, ...categories];
  return (
    <Chips
      label={say('browse.categories')}
      chips={[
        { href: '/', name: say('browse.all'), current: current === null },
        ...known.map((name) => ({ href: categoryPath(name), name, current: name === current })),
      ]}
    />
  );
};
