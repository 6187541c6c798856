import { setTimeout as sleep } from 'node:timers/promises';
import type { ObjectStore } from '../../../platform/object-store/object-store.ts';
import { systemActor } from '../../audit/audit-actor.ts';
import { noteAs } from '../../audit/note-as.ts';
import { picturesOfChannel } from '../../channels/pictures/picture-files.ts';
import { deleteBelow } from '../../storage-care/delete-below.ts';
import { purgeVideos } from '../../storage-care/purge-videos.ts';
import { exportsPrefix } from '../exports/export-key.ts';
import { personalData } from '../personal-data.ts';
import type { TableName } from '../rows/store.ts';
import type { ErasureDeps } from './deps.ts';

/** `later`: something that runs must end first; the next round goes on. */
type Outcome = 'done' | 'later';
type Step = (deps: ErasureDeps, userId: string) => Promise<Outcome>;

/** The index is half a second behind when all is well. */
const [indexLooks, indexLookMs] = [20, 250];

/** In this order. Each may be cut off anywhere and begun again. */
export const erasureSteps: Readonly<Record<string, Step>> = {
  async archives({ objects }, userId) {
    await deleteBelow(objects, exportsPrefix(userId));
    await abortBelow(objects, exportsPrefix(userId));
    return 'done';
  },

  /** Rows go last, since they say which objects there are. */
  async videos(deps, userId) {
    for (;;) {
      const found = await deps.erasures.listVideos(userId);
      if (found.length === 0) return 'done';
      for (const { id, isDeleted } of found) if (!isDeleted) await deps.videos.delete(id, deps.clock());
      const toPurge = found.filter(({ isPurged }) => !isPurged).map(({ id }) => id);
      const purged = new Set(found.filter(({ isPurged }) => isPurged).map(({ id }) => id));
      const markPurged = async (id: string) => void purged.add(id);
      await purgeVideos({ ...deps, store: { listToPurge: async () => toPurge, markPurged } });
      for (const id of purged) await deps.erasures.deleteVideoRow(id);
      if (purged.size === 0) return 'later';
    }
  },

  async uploads({ erasures }, userId) {
    await erasures.handUploadsOver(userId);
    return 'done';
  },

  async comments({ erasures, clock }, userId) {
    while (await erasures.deleteComments(userId, clock()));
    await erasures.releaseComments(userId, clock());
    return 'done';
  },

  async votes({ erasures, votes, clock }, userId) {
    for (;;) {
      const commentIds = await erasures.listVotes(userId);
      if (commentIds.length === 0) return 'done';
      const request = (commentId: string) => ({ commentId, userId, action: 'remove' as const, now: clock() });
      await Promise.all(commentIds.map((commentId) => votes.vote(request(commentId))));
      await erasures.dropVotes(userId, commentIds);
    }
  },

  async ratings({ ratings, clock }, userId) {
    for (;;) {
      const videoIds = await ratings.listOf(userId);
      if (videoIds.length === 0) return 'done';
      await Promise.all(videoIds.map((videoId) => ratings.rate({ videoId, userId, rating: null, now: clock() })));
    }
  },

  async subscriptions({ erasures, subscriptions, clock }, userId) {
    for (;;) {
      const channelIds = await subscriptions.channelsOf(userId, 100);
      if (channelIds.length === 0) break;
      const end = (channelId: string) => ({ channelId, userId, subscribed: false as const, now: clock() });
      await Promise.all(channelIds.map((channelId) => subscriptions.change(end(channelId))));
    }
    for (const channelId of await erasures.listChannels(userId)) await subscriptions.dropSubscribers(channelId);
    return 'done';
  },

  async rows({ rows }, userId) {
    for (const name of Object.keys(personalData) as TableName[]) await rows.erase(name, userId);
    return 'done';
  },

  async channels({ erasures, objects }, userId) {
    for (const channelId of await erasures.listChannels(userId)) {
      await deleteBelow(objects, picturesOfChannel(channelId));
      await erasures.deleteChannelRow(channelId);
    }
    return 'done';
  },

  /** The index follows by itself what was deleted, but keeps the words for a while. */
  async words({ searchIndex }) {
    const newest = await searchIndex.newestChange();
    for (let looks = 0; !(await searchIndex.hasSeen(newest)); looks++) {
      if (looks === indexLooks) return 'later';
      await sleep(indexLookMs);
    }
    await searchIndex.forgetDeleted();
    return 'done';
  },

  async account(deps, userId) {
    const user = await deps.erasures.findUser({ id: userId });
    const refuse = user && deps.refuseErasedAddresses ? await deps.addressHash(user.email) : null;
    await deps.erasures.finish(userId, { refuse, now: deps.clock(), note: noteAs(deps, systemActor) });
    return 'done';
  },
};

/** What writers that were cut off have not finished. */
async function abortBelow(
  objects: Pick<ObjectStore, 'listMultipartUploads' | 'abortMultipartUpload'>,
  prefix: string,
): Promise<void> {
  for await (const upload of objects.listMultipartUploads(prefix)) await objects.abortMultipartUpload(upload);
}
