import { Hono } from 'hono';
import * as z from 'zod';
import { AppError } from '../../shared/errors.ts';
import { operatorOf } from '../audit/actor-of.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import { cancelErasure, requestErasure } from './erasure/request-erasure.ts';
import { askForExport } from './exports/ask-for-export.ts';
import type { PrivacyDeps } from './routes.ts';

const paramSchema = z.object({ username: z.string().min(1).max(64) });

/** For operators whom somebody has asked, on the inside alone. The archive itself is the person's to download. */
export function privacyAdminRoutes(deps: PrivacyDeps & { internalKey: string }) {
  const inside = onlyInternal(deps.internalKey);
  return new Hono<AppEnv>()
    .post('/internal/admin/users/:username/export', inside, validated('param', paramSchema), async (c) => {
      const user = await deps.exports.findUser(c.req.valid('param'));
      if (!user) throw new AppError('not_found', 'there is no such user');
      return c.json(await askForExport(deps, operatorOf(c), user.id), 202);
    })
    .put('/internal/admin/users/:username/erasure', inside, validated('param', paramSchema), async (c) =>
      c.json(await requestErasure(deps, operatorOf(c), c.req.valid('param')), 202),
    )
    .delete('/internal/admin/users/:username/erasure', inside, validated('param', paramSchema), async (c) => {
      await cancelErasure(deps, operatorOf(c), c.req.valid('param').username);
      return c.body(null, 204);
    });
}
