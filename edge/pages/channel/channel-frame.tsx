import type { Child, FC } from 'hono/jsx';
import type { Channel } from '../../../shared/contracts/channels.ts';
import { assetPath } from '../assets.ts';
import { BrowseFrame } from '../browse/frame.tsx';
import { Icon } from '../icons.tsx';
import { SubscribeButton } from '../subscribe-button.tsx';
import { useFormats, useSay, useVisit } from '../visit.ts';
import { ChannelPicture } from './channel-picture.tsx';

export const channelTabs = ['videos', 'playlists', 'about'] as const;
export type ChannelTab = (typeof channelTabs)[number];

export const channelPath = (handle: string, tab: ChannelTab = 'videos'): string =>
  tab === 'videos' ? `/@${handle}` : `/@${handle}/${tab}`;

type FrameProps = {
  channel: Channel;
  tab: ChannelTab;
  reader: string | null;
  firstPoster?: string | undefined;
  children?: Child;
};

export const ChannelFrame: FC<FrameProps> = ({ channel, tab, reader, firstPoster, children }) => {
  const say = useSay();
  const { nonce } = useVisit();
  return (
    <BrowseFrame
      title={`${channel.name} · Kinora`}
      description={channel.description.slice(0, 160) || say('channel.description', { name: channel.name })}
      reader={reader}
      firstPoster={firstPoster}
      head={
        <>
          <link rel="alternate" type="application/rss+xml" href={`/@${channel.handle}/feed.xml`} title={channel.name} />
          <script type="module" src={assetPath('channel.js')} nonce={nonce} />
        </>
      }
    >
      <Banner channel={channel} />
      <Head channel={channel} />
      <nav class="tabs" aria-label={say('channel.sections')}>
        {channelTabs.map((each) => (
          <a href={channelPath(channel.handle, each)} aria-current={each === tab ? 'page' : undefined}>
            {say(`channel.${each}_tab`)}
          </a>
        ))}
      </nav>
      <h2 class="visually-hidden">{say(`channel.${tab}_tab`)}</h2>
      {children}
    </BrowseFrame>
  );
};

const Banner: FC<{ channel: Channel }> = ({ channel: { banner } }) => {
  const [smallest] = banner ?? [];
  if (!banner || !smallest) return null;
  const set = (kind: 'webp_url' | 'jpeg_url') => banner.map((each) => `${each[kind]} ${each.width}w`).join(', ');
  return (
    <picture class="channel-banner">
      <source type="image/webp" srcset={set('webp_url')} sizes="100vw" />
      <img src={smallest.jpeg_url} srcset={set('jpeg_url')} sizes="100vw" alt="" width="1920" height="320" />
    </picture>
  );
};

const Head: FC<{ channel: Channel }> = ({ channel }) => {
  const say = useSay();
  const { compact } = useFormats();
  const { signedIn, address } = useVisit();
  const signIn = `/account/sign-in?next=${encodeURIComponent(address)}`;
  const subscribers = channel.subscriber_count;
  const videos = channel.video_count;
  return (
    <div class="channel-head" id="channel" data-signed-in={signedIn ? '' : undefined}>
      <ChannelPicture channel={channel} />
      <div class="channel-words">
        <h1>
          <bdi>{channel.name}</bdi>
          {channel.verified ? <Verified /> : null}
        </h1>
        <p class="quiet">
          <bdi>@{channel.handle}</bdi> ·{' '}
          {say('channel.subscribers', { count: subscribers, shown: compact(subscribers) })} ·{' '}
          {say('channel.videos', { count: videos, shown: compact(videos) })}
        </p>
        <p class="channel-actions">
          <SubscribeButton channel={{ channelId: channel.channel_id, name: channel.name }} />
          <a class="in-text" id="channel-sign-in" href={signIn} hidden>
            {say('common.sign_in')}
          </a>
          <span role="status" id="channel-said" />
        </p>
      </div>
    </div>
  );
};

const Verified: FC = () => {
  const label = useSay()('channel.verified');
  return (
    <span class="verified" title={label}>
      <Icon name="verified" />
      <span class="visually-hidden">{label}</span>
    </span>
  );
};
