import type { FC } from 'hono/jsx';
import type { Channel } from '../../../shared/contracts/channels.ts';
import { Avatar } from '../video-card.tsx';

/** A channel's own picture, else its initial on a disc. The name stands beside it. */
export const ChannelPicture: FC<{ channel: Pick<Channel, 'avatar' | 'handle' | 'name'> }> = ({ channel }) => {
  const [smallest] = channel.avatar ?? [];
  if (!channel.avatar || !smallest)
    return (
      <span class="channel-picture">
        <Avatar name={channel.name} handle={channel.handle} large />
      </span>
    );
  const set = (kind: 'webp_url' | 'jpeg_url') =>
    channel.avatar?.map((each) => `${each[kind]} ${each.width}w`).join(', ');
  return (
    <picture class="channel-picture">
      <source type="image/webp" srcset={set('webp_url')} sizes="96px" />
      <img src={smallest.jpeg_url} srcset={set('jpeg_url')} sizes="96px" alt="" width="96" height="96" />
    </picture>
  );
};
