import type { FC } from 'hono/jsx';
import type { Subscription } from '../../../shared/contracts/subscriptions.ts';
import { Avatar, type ListedVideo } from '../video-card.tsx';
import { useSay } from '../visit.ts';
import { BrowseFrame, Cards, GrowingList, hrefWith, Nothing } from './frame.tsx';

export const SUBSCRIPTIONS_PATH = '/subscriptions';

export type SubscriptionsProps = {
  channels: readonly Pick<Subscription, 'channel'>[];
  items: readonly ListedVideo[];
  nextCursor: string | null;
  isFirstPage: boolean;
  reader: string | null;
  nowMs: number;
};

export const SubscriptionsPage: FC<SubscriptionsProps> = ({
  channels,
  items,
  nextCursor,
  isFirstPage,
  reader,
  nowMs,
}) => {
  const say = useSay();
  const more = nextCursor === null ? null : hrefWith(SUBSCRIPTIONS_PATH, { cursor: nextCursor });
  return (
    <BrowseFrame
      title={`${say('browse.subscriptions_title')} · Kinora`}
      noIndex
      reader={reader}
      firstPoster={items[0]?.poster}
    >
      <h1 class="visually-hidden">{say('browse.subscriptions_title')}</h1>
      {isFirstPage && channels.length === 0 ? (
        <Nothing
          title={say('browse.no_subscriptions_title')}
          text={say('browse.no_subscriptions_text')}
          link={{ href: '/trending', label: say('browse.trending_title') }}
        />
      ) : (
        <>
          {channels.length === 0 ? null : (
            <nav class="channel-rail rail" aria-label={say('browse.your_channels')}>
              {channels.map(({ channel: { handle, name } }) => (
                <a class="channel-disc" href={`/@${handle}`}>
                  <Avatar name={name} handle={handle} large />
                  <span dir="auto">{name}</span>
                </a>
              ))}
            </nav>
          )}
          <h2 class="section-title">{say('browse.new_videos')}</h2>
          {items.length === 0 && more === null ? (
            <p class="quiet">{say('browse.feed_empty')}</p>
          ) : (
            <GrowingList class="grid" more={more}>
              <Cards items={items} nowMs={nowMs} onFirstScreen leads />
            </GrowingList>
          )}
        </>
      )}
    </BrowseFrame>
  );
};

/** What is at this place for who is not signed in. */
export const InvitationPage: FC = () => {
  const say = useSay();
  return (
    <BrowseFrame title={`${say('browse.subscriptions_title')} · Kinora`} noIndex reader={null}>
      <h1 class="visually-hidden">{say('browse.subscriptions_title')}</h1>
      <Nothing
        title={say('browse.invitation_title')}
        text={say('browse.invitation_text')}
        link={{ href: `/account/sign-in?next=${encodeURIComponent(SUBSCRIPTIONS_PATH)}`, label: say('common.sign_in') }}
      />
    </BrowseFrame>
  );
};
