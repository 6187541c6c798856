import type { PictureKind } from '../../../shared/media/channel-pictures.ts';

/** Smallest first. Banners are six times as wide as high, so that a page can show them whole. */
export const pictureSizes = {
  avatar: [
    { width: 88, height: 88 },
    { width: 256, height: 256 },
    { width: 512, height: 512 },
  ],
  banner: [
    { width: 960, height: 160 },
    { width: 1920, height: 320 },
  ],
} as const satisfies Record<PictureKind, { width: number; height: number }[]>;

export const picturesArea = 'channels/';
export const picturesPrefix = (channelId: string, kind: PictureKind) => `channels/${channelId}/${kind}-`;
export const picturesOfChannel = (channelId: string) => `channels/${channelId}/`;
export const pictureKey = (channelId: string, name: string) => `channels/${channelId}/${name}`;

export const pictureNamePattern = /^(?:avatar|banner)-[0-9a-z]{1,20}-[0-9]{2,4}\.(?:webp|jpg)$/;
