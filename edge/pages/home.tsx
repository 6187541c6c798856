import type { FC } from 'hono/jsx';
import type { Suggestion } from '../../shared/contracts/discovery.ts';
import { CategoryChips } from './browse/category-chips.tsx';
import { BrowseFrame, Cards, GrowingList, hrefWith, Nothing, Rail } from './browse/frame.tsx';
import type { ListedVideo } from './video-card.tsx';
import { useSay } from './visit.ts';

/** What is for one person alone. */
export type PersonalShelves = {
  begun: readonly ListedVideo[];
  suggested: readonly ListedVideo[];
  /** Names the list of suggestions in reports of what was seen of it. */
  list: { list_id: string; variant: string } | null;
  reasons: ReadonlyMap<string, Pick<Suggestion, 'reason' | 'because_of'>>;
};

export type HomeProps = {
  latest: readonly ListedVideo[];
  nextCursor: string | null;
  /** False on the pages that follow the first: they are the latest alone. */
  isFirstPage: boolean;
  trending: readonly ListedVideo[];
  /** Null for who is not signed in. */
  personal: PersonalShelves | null;
  categories: readonly string[];
  reader: string | null;
  nowMs: number;
};

export const HomePage: FC<HomeProps> = ({ latest, nextCursor, isFirstPage, trending, personal, ...page }) => {
  const say = useSay();
  const begun = personal?.begun ?? [];
  const suggested = personal?.suggested ?? [];
  const isEmpty = latest.length + trending.length + suggested.length === 0;
  const above = begun.length + suggested.length + trending.length;
  const first = [...begun, ...suggested, ...trending, ...latest][0];
  const common = { nowMs: page.nowMs };
  const reasonOf = ({ video }: ListedVideo) => {
    const { reason, because_of } = personal?.reasons.get(video.videoId) ?? {};
    if (because_of) return say('browse.reason_because', { title: because_of.title });
    return reason ? say(`browse.reason_${reason}`) : null;
  };
  return (
    <BrowseFrame title="Kinora" description={say('home.description')} reader={page.reader} firstPoster={first?.poster}>
      <h1 class="visually-hidden">{say('common.home')}</h1>
      {page.categories.length === 0 ? null : <CategoryChips categories={page.categories} current={null} />}
      {begun.length === 0 ? null : (
        <Rail title={say('browse.continue_watching')} all="/account/history">
          <Cards items={begun} onFirstScreen leads {...common} />
        </Rail>
      )}
      {suggested.length === 0 ? null : (
        <section class="shelf" data-list-id={personal?.list?.list_id} data-variant={personal?.list?.variant}>
          <h2 class="section-title">{say('browse.for_you')}</h2>
          <div class="grid">
            <Cards items={suggested} onFirstScreen leads={begun.length === 0} reasonOf={reasonOf} {...common} />
          </div>
        </section>
      )}
      {trending.length === 0 ? null : (
        <Rail title={say('browse.trending_now')} all="/trending">
          <Cards items={trending} onFirstScreen leads={begun.length + suggested.length === 0} {...common} />
        </Rail>
      )}
      {isEmpty ? (
        <EmptyHome />
      ) : (
        <section class="shelf">
          <h2 class="section-title">{say('home.title')}</h2>
          <GrowingList class="grid" more={nextCursor === null ? null : hrefWith('/', { cursor: nextCursor })}>
            <Cards items={latest} onFirstScreen={above === 0} leads={above === 0 && isFirstPage} {...common} />
          </GrowingList>
        </section>
      )}
    </BrowseFrame>
  );
};

const EmptyHome: FC = () => {
  const say = useSay();
  return (
    <Nothing title={say('home.empty_title')} text={say('home.empty_text')}>
      <pre dir="ltr">
        <code>./kinora demo FILE</code>
      </pre>
      <p class="quiet">{say('home.empty_command')}</p>
    </Nothing>
  );
};
