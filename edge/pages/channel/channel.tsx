import type { FC } from 'hono/jsx';
import type { Channel } from '../../../shared/contracts/channels.ts';
import { Cards, Chips, GrowingList, Nothing } from '../browse/frame.tsx';
import { type ListOrder, listOrders, type PublicPlaylist } from '../browse/store.ts';
import { Icon } from '../icons.tsx';
import { SmallPoster } from '../poster-image.tsx';
import type { ListedVideo } from '../video-card.tsx';
import { useFormats, useSay } from '../visit.ts';
import { ChannelFrame, channelPath } from './channel-frame.tsx';

export type ChannelVideosProps = {
  channel: Channel;
  items: readonly ListedVideo[];
  order: ListOrder;
  /** Address of the next page. */
  more: string | null;
  reader: string | null;
  nowMs: number;
};

export const ChannelVideosPage: FC<ChannelVideosProps> = ({ channel, items, order, more, reader, nowMs }) => {
  const say = useSay();
  const chips = listOrders.map((each) => ({
    href: each === 'newest' ? channelPath(channel.handle) : `${channelPath(channel.handle)}?sort=${each}`,
    name: say(`channel.order_${each}`),
    current: each === order,
  }));
  return (
    <ChannelFrame channel={channel} tab="videos" reader={reader} firstPoster={items[0]?.poster}>
      {items.length === 0 && more === null ? (
        <Nothing title={say('channel.no_videos_title')} text={say('channel.no_videos_text')} />
      ) : (
        <>
          <Chips label={say('channel.order')} chips={chips} />
          <GrowingList class="grid" more={more}>
            <Cards items={items} nowMs={nowMs} onFirstScreen leads hidesChannel />
          </GrowingList>
        </>
      )}
    </ChannelFrame>
  );
};

export type ChannelPlaylistsProps = {
  channel: Channel;
  playlists: readonly PublicPlaylist[];
  posters: ReadonlyMap<string, string>;
  reader: string | null;
};

export const ChannelPlaylistsPage: FC<ChannelPlaylistsProps> = ({ channel, playlists, posters, reader }) => {
  const say = useSay();
  const { compact } = useFormats();
  return (
    <ChannelFrame channel={channel} tab="playlists" reader={reader}>
      {playlists.length === 0 ? (
        <p class="quiet">{say('channel.no_playlists')}</p>
      ) : (
        <div class="grid">
          {playlists.map(({ playlistId, title, itemCount, firstVideoId }) => (
            <article class="card">
              <PlaylistThumb poster={posters.get(firstVideoId ?? '')} count={itemCount} />
              <div class="card-body">
                <div class="card-text">
                  <h3>
                    <a href={`/playlist/${playlistId}`} dir="auto">
                      {title}
                    </a>
                  </h3>
                  <p>{say('channel.videos', { count: itemCount, shown: compact(itemCount) })}</p>
                </div>
              </div>
            </article>
          ))}
        </div>
      )}
    </ChannelFrame>
  );
};

const PlaylistThumb: FC<{ poster: string | undefined; count: number }> = ({ poster, count }) => {
  const { compact } = useFormats();
  return (
    <div class="thumb thumb-playlist">
      {poster === undefined ? (
        <Icon name="playlists" />
      ) : (
        <>
          <SmallPoster poster={poster} />
          <span class="badge" aria-hidden="true">
            <Icon name="playlists" /> {compact(count)}
          </span>
        </>
      )}
    </div>
  );
};

export const ChannelAboutPage: FC<{ channel: Channel; reader: string | null }> = ({ channel, reader }) => {
  const say = useSay();
  const { date } = useFormats();
  return (
    <ChannelFrame channel={channel} tab="about" reader={reader}>
      <div class="channel-about">
        <p class={channel.description ? 'description-text' : 'quiet'} dir="auto">
          {channel.description || say('channel.no_description')}
        </p>
        {channel.links.length === 0 ? null : (
          <>
            <h3>{say('channel.links')}</h3>
            <ul>
              {channel.links.map(({ title, url }) => (
                <li>
                  <a class="in-text" href={url} rel="noopener nofollow ugc" dir="auto">
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          </>
        )}
        <p class="quiet">{say('channel.since', { date: date(Date.parse(channel.created_at)) })}</p>
      </div>
    </ChannelFrame>
  );
};
