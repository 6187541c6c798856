export type PictureKind = 'avatar' | 'banner';
export type PictureFile = { kind: PictureKind; version: string; width: number; format: 'webp' | 'jpg' };

/** Every upload has a version of its own, so that its files never change. */
export const pictureName = ({ kind, version, width, format }: PictureFile): string =>
  `${kind}-${version}-${width}.${format}`;

/** Where everybody reads a channel's picture; width in pixels, one of those it is kept in. */
export const picturePath = (channelId: string, file: PictureFile): string =>
  `/api/v1/channels/${channelId}/pictures/${pictureName(file)}`;

/** Of the smallest size of a channel's own picture; null where it has none. */
export const avatarPath = (channel: { channelId: string; avatarVersion: string | null }): string | null =>
  channel.avatarVersion === null
    ? null
    : picturePath(channel.channelId, { kind: 'avatar', version: channel.avatarVersion, width: 88, format: 'webp' });
