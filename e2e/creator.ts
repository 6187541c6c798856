import { basename } from 'node:path';
import { uploadFile } from '../cli/upload/upload-file.ts';
import { type ApiClient, signedUp } from '../shared/client/api-client.ts';
import type { VideoStatusReport } from '../shared/contracts/videos.ts';
import { waitFor } from '../testkit/wait-for.ts';
import type { RunningKinora } from './running-kinora.ts';

let creators = 0;

/** A new account on `kinora`, signed up through the public host. */
export async function newCreator(kinora: RunningKinora): Promise<{ client: ApiClient; accessToken: string }> {
  creators += 1;
  const username = `creator_${process.pid}_${creators}x`;
  const person = { email: `${username}@example.org`, password: 'correct horse battery', username };
  const session = signedUp(await kinora.client().signUp(person));
  return { client: kinora.client(session.access_token), accessToken: session.access_token };
}

/** Uploads `path` and waits until its status is `ready` or `failed`. */
export async function uploadAndSettle(client: ApiClient, path: string): Promise<VideoStatusReport> {
  const { video_id } = await uploadFile(client, path, { details: { title: basename(path), visibility: 'public' } });
  return settled(client, video_id);
}

export async function settled(client: ApiClient, videoId: string): Promise<VideoStatusReport> {
  return waitFor(
    async () => {
      const report = await client.videoStatus(videoId);
      return report.status === 'ready' || report.status === 'failed' ? report : null;
    },
    { timeoutMs: 120_000, what: `video ${videoId} to settle` },
  );
}
