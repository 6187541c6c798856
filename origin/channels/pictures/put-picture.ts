import { randomBytes } from 'node:crypto';
import type { Exclusively } from '../../../platform/keyed-lock.ts';
import type { ObjectStore } from '../../../platform/object-store/object-store.ts';
import type { Channel } from '../../../shared/contracts/channels.ts';
import { type PictureKind, pictureName } from '../../../shared/media/channel-pictures.ts';
import { contentTypeOf } from '../../../shared/media/content-types.ts';
import type { Actor } from '../../policy/who.ts';
import type { ChannelDeps } from '../deps.ts';
import { findChannelFor } from '../find-channel.ts';
import { getChannel } from '../get-channel.ts';
import { pictureKey, picturesPrefix } from './picture-files.ts';
import { shapePicture } from './shape-picture.ts';

export type PictureDeps = ChannelDeps & { objects: ObjectStore; exclusively: Exclusively };

const cacheControl = 'public, max-age=31536000, immutable';
const column = { avatar: 'avatarVersion', banner: 'bannerVersion' } as const;

/** Gives a channel a new avatar or banner. The files are whole before the row names them, and the old ones go after. */
export async function putPicture(
  deps: PictureDeps,
  viewer: Actor,
  target: { reference: string; kind: PictureKind },
  readFile: () => Promise<{ bytes: Uint8Array }>,
): Promise<Channel> {
  const { kind } = target;
  const channel = await findChannelFor(deps, viewer, target.reference, 'channels.edit_profile');
  const { bytes } = await readFile();
  const files = await deps.exclusively('resize-picture', () => shapePicture(kind, bytes));
  const now = deps.clock();
  const version = `${now.getTime().toString(36)}${randomBytes(3).toString('hex')}`;
  for (const { width, format, bytes: content } of files) {
    const name = pictureName({ kind, version, width, format });
    await deps.objects.putBytes(pictureKey(channel.id, name), content, {
      contentType: contentTypeOf(name),
      cacheControl,
    });
  }
  await deps.store.update(channel.id, { [column[kind]]: version }, now);
  await removeFiles(deps, channel.id, kind, [version, channel[column[kind]]]);
  return getChannel(deps, channel.id);
}

export async function deletePicture(
  deps: PictureDeps,
  viewer: Actor,
  target: { reference: string; kind: PictureKind },
): Promise<void> {
  const channel = await findChannelFor(deps, viewer, target.reference, 'channels.edit_profile');
  await deps.store.update(channel.id, { [column[target.kind]]: null }, deps.clock());
  await removeFiles(deps, channel.id, target.kind, []);
}

/** All but `versions`: the last one stays a while longer, for pages that are open. Takes what a crash left behind too. */
async function removeFiles(
  deps: PictureDeps,
  channelId: string,
  kind: PictureKind,
  versions: readonly (string | null)[],
): Promise<void> {
  const prefix = picturesPrefix(channelId, kind);
  const old: string[] = [];
  for await (const { key } of deps.objects.list(prefix)) {
    const [version = ''] = key.slice(prefix.length).split('-');
    if (!versions.includes(version)) old.push(key);
  }
  await deps.objects.delete(old);
}
