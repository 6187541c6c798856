import { Hono } from 'hono';
import * as z from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { operatorOf } from '../../audit/actor-of.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { onlyInternal } from '../../http/only-internal.ts';
import { validated } from '../../http/validated.ts';
import { mailContents } from '../../mail/mail-content.ts';
import type { LinkDeps } from '../links/deps.ts';
import { securityNote } from '../security-note.ts';

const userParamSchema = z.object({ username: z.string().min(1).max(64) });

/** For operators, on the inside alone: of somebody who lost the app and the codes, and proved who they are elsewhere. */
export function resetSecondFactorRoutes(deps: LinkDeps & { internalKey: string }) {
  return new Hono<AppEnv>().delete(
    '/internal/admin/users/:username/second-factor',
    onlyInternal(deps.internalKey),
    validated('param', userParamSchema),
    async (c) => {
      await resetSecondFactor(deps, operatorOf(c), c.req.valid('param').username);
      return c.body(null, 204);
    },
  );
}

/** Also signs the account out everywhere. Throws `not_found` when there is no such user or nothing to reset. */
async function resetSecondFactor(deps: LinkDeps, by: AuditActor, username: string): Promise<void> {
  const user = await deps.store.findByUsername(username);
  if (!user) throw new AppError('not_found', 'there is no such user');
  const note = await securityNote(deps, { by, to: user, letter: mailContents.secondFactorOff(deps) });
  if (!(await deps.secondFactors.remove(user.id, 'reset', { ...note, keepSession: null })))
    throw new AppError('not_found', 'this user has no second factor');
  deps.mailer.committed(note.mail);
}
