import { Hono } from 'hono';
import * as z from 'zod';
import {
  completeUploadSchema,
  createUploadSchema,
  signedPartsSchema,
  signPartsSchema,
  uploadCompletedSchema,
  uploadCreatedSchema,
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
import { signParts } from './sign-parts.ts';
import { uploadStatus } from './upload-status.ts';

const paramSchema = z.object({ upload_id: idSchema });

export function uploadRoutes(deps: UploadDeps) {
  return new Hono<AppEnv>()
    .post(
      '/uploads',
      operation({
        tag: 'Uploads',
        summary: 'Start the upload of a video',
        description:
          'Cut the file into parts of `part_size` bytes and PUT each to its URL, in any order and in parallel. ' +
          'Without `visibility` the video becomes public.',
        answer: { status: 201, description: 'The upload and where to send its parts', body: uploadCreatedSchema },
        errors: ['payload_too_large', 'rate_limited', 'not_found'],
        auth: 'required',
      }),
      validated('json', createUploadSchema),
      async (c) => c.json(await createUpload(deps, requireViewer(c.get('viewer')).userId, c.req.valid('json')), 201),
    )
    .get(
      '/uploads/:upload_id',
      operation({
        tag: 'Uploads',
        summary: 'What has arrived and what is missing',
        answer: { status: 200, description: 'The upload', body: uploadStatusSchema },
        errors: ['not_found'],
        auth: 'required',
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
        description: 'Can be repeated safely: the same answer, one processing job.',
        answer: { status: 202, description: 'The video is being processed', body: uploadCompletedSchema },
        errors: [
          'not_found',
          'upload_not_open',
          'upload_expired',
          'part_mismatch',
          'size_mismatch',
          'checksum_mismatch',
        ],
        auth: 'required',
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
