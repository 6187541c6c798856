import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll } from '../../cli/build/build.ts';
import { createApiClient, signedUp } from '../../shared/client/api-client.ts';
import { newVideoId } from '../../shared/ids.ts';
import { videos } from '../../shared/schema/index.ts';
import { joinAsCrowd } from '../../testkit/room-crowd.ts';
import { freePort, migratedDatabase, tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { startOriginProcess } from '../origin-process.ts';
import { startWorkerd } from '../workerd-under-load.ts';

export type RoomStand = Awaited<ReturnType<typeof startRoomStand>>;

/** Origin and the edge, a video, everybody in its room, and some who are signed in and may write. */
export async function startRoomStand({ members, posters }: { members: number; posters: number }) {
  await using cleanup = new AsyncDisposableStack();
  const dir = cleanup.use(await tempDir());
  const database = cleanup.adopt(await migratedDatabase(), (it) => it.stop());
  const port = await freePort();
  const edgeUrl = `http://127.0.0.1:${port}`;
  const variables = {
    ...{ KINORA_STORAGE_DIR: join(dir.path, 'objects'), KINORA_PUBLIC_URL: edgeUrl },
    ...{ KINORA_COMMENTS_PER_MINUTE: '1000000', KINORA_SIGN_IN_ATTEMPTS: '1000000' },
  };
  const origin = cleanup.adopt(await startOriginProcess(variables, database), (it) => it.stop());
  const { worker } = await buildAll(join(dir.path, 'dist'));
  const home = join(dir.path, 'edge');
  await mkdir(home);
  const edge = await startWorkerd({
    ...{ bundlePath: worker.path, dir: home, originAddress: new URL(origin.url).host, port, readyPath: '/healthz' },
    env: {
      ...{ ORIGIN_URL: origin.url, PUBLIC_URL: edgeUrl, DATABASE_URL: database.url, REQUEST_LIMITS: 'off' },
      ...{ INTERNAL_KEY: origin.internalKey, PLAYBACK_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64url')}` },
    },
  });
  cleanup.adopt(edge, (it) => it.stop());

  const videoId = newVideoId();
  const { user_id: ownerId, channels } = await origin.client.me();
  const now = new Date();
  await database.db.insert(videos).values({
    ...{ id: videoId, ownerId, channelId: channels[0]?.channel_id ?? '', title: 'A premiere', visibility: 'public' },
    ...{ status: 'ready', playable: true, complete: true, generation: 'g1', createdAt: now, updatedAt: now },
  });
  const tokens = await Promise.all(
    Array.from({ length: posters }, async (_, at) => {
      const username = `poster_${at}x`;
      const person = { email: `${username}@example.org`, password: 'correct horse battery', username };
      return signedUp(await createApiClient({ baseUrl: edgeUrl }).signUp(person)).access_token;
    }),
  );
  let onHeard: (words: string) => void = () => {};
  const crowd = await joinAsCrowd({ edgeUrl, videoId, members, onHeard: (words) => onHeard(words) });
  cleanup.defer(() => crowd.leave());
  await waitFor(() => crowd.presence() === members, { timeoutMs: 60_000, what: 'the room to be full' });

  const kept = cleanup.move();
  return {
    ...{ crowd, members, posters },
    listen(hear: (words: string) => void): void {
      onHeard = hear;
    },
    async post(poster: number, content: string): Promise<void> {
      const response = await fetch(`${edgeUrl}/api/v1/videos/${videoId}/comments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${tokens[poster]}`, 'content-type': 'application/json' },
        body: JSON.stringify({ content }),
      });
      if (!response.ok) throw new Error(`a comment was answered ${response.status}: ${await response.text()}`);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
