import { ERRORS, Metadata, Server } from '@tus/server';
import type { SignedIn } from '../policy/who.ts';
import { beginUpload } from '../uploads/begin-upload.ts';
import type { UploadDeps } from '../uploads/deps.ts';
import { findUpload } from '../uploads/find-upload.ts';
import { endableBody } from './endable-body.ts';
import { finishUpload } from './finish-upload.ts';
import { tusPath } from './tus-path.ts';
import { TusStore } from './tus-store.ts';
import type { UploadLocker } from './upload-locker.ts';
import { readUploadMetadata } from './upload-metadata.ts';

export type TusDeps = { uploads: UploadDeps; locker: UploadLocker; publicUrl: string };

/** How long a request goes on after another one wants its upload. */
const lockDrainMs = 1_000;

/**
 * Answers one tus request of one user; the rules, rows and errors are those of every other upload. A server lives for
 * one request, so that its store knows whose uploads it sees. Rejects with what the store or the rules threw.
 */
export async function answerTus(deps: TusDeps, viewer: SignedIn, request: Request): Promise<Response> {
  const { uploads } = deps;
  const { userId } = viewer;
  let thrown: { error: unknown } | null = null;
  const body = endableBody(request.body);
  const server = new Server({
    path: tusPath,
    datastore: new TusStore(uploads, userId, body.chunks),
    locker: {
      newLock(id) {
        const lock = deps.locker.newLock(id);
        return {
          lock(signal, requestRelease) {
            // The signal that ends a request's writing is told here and nowhere else.
            body.endOn(signal);
            return lock.lock(signal, requestRelease);
          },
          unlock: () => lock.unlock(),
        };
      },
    },
    lockDrainTimeout: lockDrainMs,
    maxSize: uploads.limits.maxUploadBytes,
    exposedHeaders: ['Upload-Expires', 'X-Request-Id', 'Retry-After'],
    // The upload's id has to be known before anything else happens, so the row is made here.
    async namingFunction(created, metadata) {
      const input = readUploadMetadata(metadata ?? {}, Number(created.headers.get('upload-length')));
      return (
        await beginUpload(uploads, viewer, input, { protocol: 'tus', tusMetadata: Metadata.stringify(metadata ?? {}) })
      ).id;
    },
    generateUrl: (_request, { id }) => `${deps.publicUrl}${tusPath}/${id}`,
    async onUploadFinish(_request, upload) {
      await finishUpload(uploads, userId, await findUpload(uploads.store, upload.id, userId));
      return {};
    },
    onResponseError(_request, error) {
      // Its own way to say that another request took the lock over; 423 is what clients try again after.
      if (error === ERRORS.ABORTED) return { status_code: 423, body: 'another request goes on with this upload\n' };
      if (error instanceof Error) thrown = { error };
      return undefined;
    },
  });
  const { url, method, headers } = request;
  const response = await server.handleWeb(new Request(url, { method, headers }));
  if (thrown) throw (thrown as { error: unknown }).error; // assigned in a callback, which narrowing does not see
  return response;
}
