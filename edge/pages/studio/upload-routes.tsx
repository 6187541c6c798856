import { type Context, Hono } from 'hono';
import type { StorageUsage } from '../../../shared/contracts/storage-care.ts';
import type { UploadList } from '../../../shared/contracts/uploads.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { act } from '../account/act.ts';
import { instead } from '../account/deps.ts';
import { callOrigin, type Refused } from '../account/origin-call.ts';
import { problemOf } from '../account/problems.ts';
import type { Form } from '../account/read-form.ts';
import type { StudioPageDeps } from './deps.ts';
import { GIVE_UP_PATH, UPLOAD_PATH } from './paths.ts';
import { UploadPage } from './upload.tsx';

const UNFINISHED_SHOWN = 50;

export function uploadPages({ forward, page, publicUrl, now }: StudioPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;

  async function upload(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const [storage, unfinished] = await Promise.all([
      callOrigin<StorageUsage>(c, forward, 'GET', '/me/storage'),
      callOrigin<UploadList>(c, forward, 'GET', `/uploads?limit=${UNFINISHED_SHOWN}`),
    ]);
    if (!storage.ok) return instead(storage, UPLOAD_PATH);
    if (!unfinished.ok) return instead(unfinished, UPLOAD_PATH);
    const props = {
      ...{ storage: storage.value, unfinished: unfinished.value.uploads, publicOrigin, nowMs: now() },
      problem: refused && problemOf(c, refused),
    };
    return page(c, () => <UploadPage {...props} />, {
      ...{ status: refused?.status ?? 200, headers: {} },
      // Parts go straight to the store, which may have an address of its own.
      connectTo: storage.value.parts_origin,
    });
  }

  /** Ends the upload and takes its video away: nobody looks for one that they gave up. */
  const giveUp =
    (c: Context<EdgeEnv>) =>
    async ({ upload_id = '', video_id = '' }: Form) => {
      const ended = await callOrigin(c, forward, 'DELETE', `/uploads/${encodeURIComponent(upload_id)}`);
      return ended.ok ? callOrigin(c, forward, 'DELETE', `/videos/${encodeURIComponent(video_id)}`) : ended;
    };

  return new Hono<EdgeEnv>()
    .get(UPLOAD_PATH, (c) => upload(c))
    .post(GIVE_UP_PATH, (c) => act(c, publicOrigin, giveUp(c), UPLOAD_PATH, { path: UPLOAD_PATH, again: upload }));
}
