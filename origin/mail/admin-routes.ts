import { Hono } from 'hono';
import * as z from 'zod';
import type { MailListing, MailText } from '../../shared/contracts/mail.ts';
import { AppError } from '../../shared/errors.ts';
import { idSchema } from '../../shared/ids.ts';
import { operatorOf } from '../audit/actor-of.ts';
import type { AuditStore } from '../audit/store.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import type { MailRow, MailStore } from './store.ts';

const querySchema = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) });
const paramSchema = z.object({ mail_id: idSchema });

/** The outbox, for operators on the inside alone: mails hold links that sign in. */
export function mailAdminRoutes(deps: {
  store: MailStore;
  audit: Pick<AuditStore, 'record'>;
  clock: () => Date;
  internalKey: string;
}) {
  return new Hono<AppEnv>()
    .use('/internal/admin/mails/*', onlyInternal(deps.internalKey))
    .get('/internal/admin/mails', onlyInternal(deps.internalKey), validated('query', querySchema), async (c) => {
      const rows = await deps.store.listNewest(c.req.valid('query').limit);
      return c.json({ mails: rows.map(present) } satisfies MailListing);
    })
    .get('/internal/admin/mails/:mail_id', validated('param', paramSchema), async (c) => {
      const mail = await deps.store.find(c.req.valid('param').mail_id);
      if (!mail) throw new AppError('not_found', 'there is no such mail');
      const object = { kind: 'mail' as const, id: mail.id };
      await deps.audit.record({ by: operatorOf(c), action: 'mail.read', object }, deps.clock());
      return c.json({ ...present(mail), text: mail.text } satisfies MailText);
    });
}

function present(mail: MailRow): MailListing['mails'][number] {
  const isOnItsWay = mail.dueAt !== null;
  return {
    mail_id: mail.id,
    to: mail.to,
    subject: mail.subject,
    state: mail.sentAt ? 'sent' : isOnItsWay ? 'waiting' : mail.lastError === null ? 'kept' : 'failed',
    error: mail.lastError,
    created_at: mail.createdAt.toISOString(),
  };
}
