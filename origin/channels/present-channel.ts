import type { Channel } from '../../shared/contracts/channels.ts';
import { type PictureKind, picturePath } from '../../shared/media/channel-pictures.ts';
import { pictureSizes } from './pictures/picture-files.ts';
import type { ChannelRow } from './store.ts';

/** A channel as everyone sees it. */
export function presentChannel(channel: ChannelRow, videoCount: number): Channel {
  return {
    channel_id: channel.id,
    handle: channel.handle,
    name: channel.name,
    description: channel.description,
    links: channel.links,
    avatar: presentPicture(channel.id, 'avatar', channel.avatarVersion),
    banner: presentPicture(channel.id, 'banner', channel.bannerVersion),
    verified: channel.verifiedAt !== null,
    codecs: channel.codecs,
    video_count: videoCount,
    subscriber_count: channel.subscriberCount,
    created_at: channel.createdAt.toISOString(),
  };
}

function presentPicture(channelId: string, kind: PictureKind, version: string | null): Channel['avatar'] {
  if (version === null) return null;
  const urlOf = (width: number, format: 'webp' | 'jpg') => picturePath(channelId, { kind, version, width, format });
  return pictureSizes[kind].map(({ width, height }) => ({
    ...{ width, height },
    webp_url: urlOf(width, 'webp'),
    jpeg_url: urlOf(width, 'jpg'),
  }));
}
