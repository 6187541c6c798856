import { Hono } from 'hono';
import * as z from 'zod';
import {
  completeUploadSchema,
  createUploadSchema,
  signedPartsSchema,
  signPartsSchema,
  uploadCompletedSchema,
  uploadCreatedSchema,
  uploadListSchema,
  uploadStatusSchema,
} from '../../shared/contracts/uploads.ts';
import { idSchema } from '../../shared/ids.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { abortUpload } from './abort-upload.ts';
import { completeUpload } from './complete-upload.ts';
import { createUpload } from './create-upload.ts';
import type { UploadDeps } from './deps.ts';
import { listUploads } from './list-uploads.ts';
import { signParts } from './sign-parts.ts';
import { uploadStatus } from './upload-status.ts';

const paramSchema = z.object({ upload_id: idSchema });
const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(200).optional(),
});

export function uploadRoutes(deps: UploadDeps) {
  return new Hono<AppEnv>()
    .post(
      '/uploads',
      operation({
        tag: 'Uploads',
        summary: 'Start the upload of a video',
        description:
          'Cut the file into parts of `part_size` bytes and PUT each to its URL, in any order and in parallel. ' +
          'Without `visibility` the video becomes public. With `sha256` of a file you uploaded before, the answer has ' +
          '`duplicate_of` and no parts: complete the upload with `parts: []`, and nothing has to be sent.',
        answer: { status: 201, description: 'The upload and where to send its parts', body: uploadCreatedSchema },
        errors: ['payload_too_large', 'rate_limited', 'too_many_uploads', 'quota_exceeded', 'forbidden', 'not_found'],
        auth: 'required',
        scope: 'uploads:write',
      }),
      validated('json', createUploadSchema),
      async (c) => {
        const viewer = requireViewer(c.get('viewer'));
        return c.json(await createUpload(deps, viewer, c.req.valid('json'), c.get('operationId')), 201);
      },
    )
    .get(
      '/uploads',
      operation({
        tag: 'Uploads',
        summary: 'Your unfinished uploads',
        description: 'Newest first. To go on with one, ask what is missing of it and sign those parts.',
        answer: { status: 200, description: 'A page of uploads', body: uploadListSchema },
        auth: 'required',
        scope: 'uploads:write',
      }),
      validated('query', pageSchema),
      async (c) => c.json(await listUploads(deps, requireViewer(c.get('viewer')).userId, c.req.valid('query'))),
    )
    .get(
      '/uploads/:upload_id',
      operation({
        tag: 'Uploads',
        summary: 'What has arrived and what is missing',
        answer: { status: 200, description: 'The upload', body: uploadStatusSchema },
        errors: ['not_found'],
        auth: 'required',
        scope: 'uploads:write',
      }),
      validated('param', paramSchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        return c.json(await uploadStatus(deps, userId, c.req.valid('param').upload_id));
      },
    )
    .delete(
      '/uploads/:upload_id',
      operation({
        tag: 'Uploads',
        summary: 'Give an upload up',
        answer: { status: 204, description: 'The upload is gone', body: null },
        errors: ['not_found', 'upload_not_open'],
        auth: 'required',
        scope: 'uploads:write',
      }),
      validated('param', paramSchema),
      async (c) => {
        await abortUpload(deps, requireViewer(c.get('viewer')).userId, c.req.valid('param').upload_id);
        return c.body(null, 204);
      },
    )
    .post(
      '/uploads/:upload_id/parts',
      operation({
        tag: 'Uploads',
        summary: 'Fresh URLs for parts',
        answer: { status: 200, description: 'One URL for each part', body: signedPartsSchema },
        errors: ['not_found', 'upload_not_open', 'upload_expired'],
        auth: 'required',
        scope: 'uploads:write',
      }),
      validated('param', paramSchema),
      validated('json', signPartsSchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        const { part_numbers } = c.req.valid('json');
        return c.json(await signParts(deps, userId, c.req.valid('param').upload_id, part_numbers));
      },
    )
    .post(
      '/uploads/:upload_id/complete',
      operation({
        tag: 'Uploads',
        summary: 'Finish an upload and start processing',
        description:
          'Can be repeated safely: the same answer, one processing job. Every `sha256` that was given is compared with ' +
          'the stored bytes; a wrong one ends the upload, as does a file that is no video.',
        answer: { status: 202, description: 'The video is being processed', body: uploadCompletedSchema },
        errors: [
          'not_found',
          'upload_not_open',
          'upload_expired',
          'part_mismatch',
          'size_mismatch',
          'checksum_mismatch',
          'unsupported_media',
          'unavailable',
        ],
        auth: 'required',
        scope: 'uploads:write',
      }),
      validated('param', paramSchema),
      validated('json', completeUploadSchema),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        const { upload_id } = c.req.valid('param');
        return c.json(await completeUpload(deps, userId, upload_id, c.req.valid('json')), 202);
      },
    );
}
