import { Hono } from 'hono';
import * as z from 'zod';
import type { ObjectStore } from '../../platform/object-store/object-store.ts';
import {
  confirmedRequestSchema,
  dataExportListSchema,
  dataExportSchema,
  erasureSchema,
  keepAccountSchema,
  mailKeepLinkSchema,
} from '../../shared/contracts/privacy.ts';
import { AppError, type ErrorCode } from '../../shared/errors.ts';
import { idSchema } from '../../shared/ids.ts';
import { askerOf } from '../accounts/asker.ts';
import { deviceOf } from '../accounts/device-of.ts';
import type { LinkDeps } from '../accounts/links/deps.ts';
import { linkHolderOf } from '../audit/actor-of.ts';
import type { AppEnv } from '../http/app-env.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { serveObject } from '../media/serve-object.ts';
import { confirmRequest } from './confirm-request.ts';
import { mailKeepLink } from './erasure/mail-keep-link.ts';
import { keepAccount, type RequestErasureDeps, requestErasure } from './erasure/request-erasure.ts';
import { askForExport, cancelExport, type ExportDeps, findExport, listExports } from './exports/ask-for-export.ts';
import { verifyDownload } from './exports/download-url.ts';
import { exportKey } from './exports/export-key.ts';

export type PrivacyDeps = ExportDeps & RequestErasureDeps & { objects: ObjectStore };

const paramSchema = z.object({ export_id: idSchema });
/** What does not fit is as good as forged. */
const signatureSchema = z.object({
  expires: z.coerce.number().int().catch(0),
  signature: z.string().max(128).catch(''),
});
const confirmErrors: ErrorCode[] = [
  'invalid_credentials',
  'reauthentication_required',
  'second_factor_invalid',
  'rate_limited',
];

/** What people do with everything that is held about them: have it, and have it go. */
export function privacyRoutes(deps: PrivacyDeps & LinkDeps) {
  const removeArchive = (userId: string, exportId: string) => deps.objects.delete([exportKey(userId, exportId)]);
  return new Hono<AppEnv>()
    .post(
      '/me/exports',
      operation({
        tag: 'Accounts',
        summary: 'Have an archive made of everything about you',
        description: 'A zip with JSON and the files that were uploaded. A mail tells when it is ready.',
        answer: { status: 202, description: 'It is being made', body: dataExportSchema },
        errors: [...confirmErrors, 'conflict'],
        auth: 'required',
      }),
      validated('json', confirmedRequestSchema),
      async (c) => {
        const asker = askerOf(c);
        await confirmRequest(deps, asker, c.req.valid('json'));
        return c.json(await askForExport(deps, asker.by, asker.userId), 202);
      },
    )
    .get(
      '/me/exports',
      operation({
        tag: 'Accounts',
        summary: 'Your archives',
        answer: { status: 200, description: 'The newest first', body: dataExportListSchema },
        auth: 'required',
      }),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        return c.json({ exports: await listExports(deps, userId), next_cursor: null });
      },
    )
    .get(
      '/me/exports/:export_id',
      operation({
        tag: 'Accounts',
        summary: 'How far an archive is, and where it can be downloaded',
        answer: { status: 200, description: 'The archive', body: dataExportSchema },
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      async (c) =>
        c.json(await findExport(deps, requireViewer(c.get('viewer')).userId, c.req.valid('param').export_id)),
    )
    .delete(
      '/me/exports/:export_id',
      operation({
        tag: 'Accounts',
        summary: 'Stop the making of an archive, or remove it',
        answer: { status: 204, description: 'There is none any more', body: null },
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      async (c) => {
        const { by, userId } = askerOf(c);
        await cancelExport({ ...deps, removeArchive }, by, userId, c.req.valid('param').export_id);
        return c.body(null, 204);
      },
    )
    .get(
      '/exports/:export_id/archive',
      operation({
        tag: 'Accounts',
        summary: 'Download an archive',
        description: 'By the `download_url` of the archive, which is signed and works for an hour.',
        answer: { status: 200, description: 'The zip', body: z.string(), contentType: 'application/zip' },
        errors: ['not_found', 'signature_invalid', 'url_expired', 'range_not_satisfiable'],
        auth: 'none',
      }),
      validated('param', paramSchema),
      validated('query', signatureSchema),
      async (c) => {
        const exportId = c.req.valid('param').export_id;
        const now = deps.clock();
        await verifyDownload(deps.downloadKey, { exportId, ...c.req.valid('query') }, now);
        const row = await deps.exports.find(exportId);
        if (row?.state !== 'ready' || row.expiresAt === null || row.expiresAt <= now)
          throw new AppError('not_found', 'this archive was removed');
        const response = await serveObject(deps.objects, exportKey(row.userId, row.id), c.req.raw);
        response.headers.set('content-type', 'application/zip');
        response.headers.set('cache-control', 'private, no-store');
        response.headers.set('content-disposition', 'attachment; filename="kinora-export.zip"');
        return response;
      },
    )
    .delete(
      '/me',
      operation({
        tag: 'Accounts',
        summary: 'Have your account erased, with everything in it',
        description:
          'It is locked at once and erased after a grace period. The link in the mail that follows gives it back until then.',
        answer: { status: 202, description: 'Locked', body: erasureSchema },
        errors: [...confirmErrors, 'conflict'],
        auth: 'required',
      }),
      validated('json', confirmedRequestSchema),
      async (c) => {
        const asker = askerOf(c);
        await confirmRequest(deps, asker, c.req.valid('json'));
        return c.json(await requestErasure(deps, asker.by, { id: asker.userId }), 202);
      },
    )
    .post(
      '/auth/keep-account',
      operation({
        tag: 'Accounts',
        summary: 'Keep an account that is about to be erased, with the token of the mail',
        answer: { status: 204, description: 'The account is as before, signed out', body: null },
        errors: ['link_invalid'],
        auth: 'none',
      }),
      validated('json', keepAccountSchema),
      async (c) => {
        await keepAccount(deps, (userId) => linkHolderOf(c, userId), c.req.valid('json').token);
        return c.body(null, 204);
      },
    )
    .post(
      '/auth/keep-account/mail',
      operation({
        tag: 'Accounts',
        summary: 'Have the mail sent again whose link keeps an account that is about to be erased',
        description: 'With the `challenge` in the details of `account_leaving`. The link of the mail before ends.',
        answer: { status: 204, description: 'It is on its way', body: null },
        errors: ['challenge_invalid', 'rate_limited'],
        auth: 'none',
      }),
      validated('json', mailKeepLinkSchema),
      async (c) => {
        await mailKeepLink(deps, c.req.valid('json'), deviceOf(c));
        return c.body(null, 204);
      },
    );
}
