import type { FC } from 'hono/jsx';
import type { ListedVideo } from '../video-card.tsx';
import { useSay } from '../visit.ts';
import { CategoryChips, categoryPath } from './category-chips.tsx';
import { BrowseFrame, Cards, GrowingList, hrefWith, Nothing } from './frame.tsx';

export type CategoryProps = {
  category: string;
  items: readonly ListedVideo[];
  nextCursor: string | null;
  categories: readonly string[];
  reader: string | null;
  nowMs: number;
};

export const CategoryPage: FC<CategoryProps> = ({ category, items, nextCursor, categories, reader, nowMs }) => {
  const say = useSay();
  const more = nextCursor === null ? null : hrefWith(categoryPath(category), { cursor: nextCursor });
  return (
    <BrowseFrame
      title={`${category} · Kinora`}
      description={say('browse.category_description', { name: category })}
      noIndex={items.length === 0}
      reader={reader}
      firstPoster={items[0]?.poster}
    >
      <CategoryChips categories={categories} current={category} />
      <h1 class="section-title">
        <bdi>{say('browse.category_title', { name: category })}</bdi>
      </h1>
      {items.length === 0 ? (
        <Nothing
          title={say('browse.category_empty_title')}
          text={say('browse.category_empty_text', { name: category })}
          link={{ href: '/', label: say('browse.see_latest') }}
        />
      ) : (
        <GrowingList class="grid" more={more}>
          <Cards items={items} nowMs={nowMs} onFirstScreen leads />
        </GrowingList>
      )}
    </BrowseFrame>
  );
};
