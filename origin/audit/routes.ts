import { Hono } from 'hono';
import * as z from 'zod';
import { auditAnchorSchema, auditPageSchema, auditQuerySchema } from '../../shared/contracts/audit.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { operation } from '../http/operation.ts';
import { validated } from '../http/validated.ts';
import { requireViewer } from '../http/viewer.ts';
import { requireMay } from '../policy/may.ts';
import type { Chain } from './chain.ts';
import { listAudit } from './list-audit.ts';
import type { AuditStore } from './store.ts';
import { verifyAudit } from './verify-audit.ts';

const verificationSchema = z.object({ anchor: auditAnchorSchema.optional() });

export function auditRoutes(deps: { audit: AuditStore; auditChain: Chain; internalKey: string }) {
  const inside = onlyInternal(deps.internalKey);
  return new Hono<AppEnv>()
    .get(
      '/api/v1/admin/audit',
      operation({
        tag: 'Service',
        summary: 'The audit log, newest first',
        description: 'For admins: who used a privilege, or changed what protects an account.',
        answer: { status: 200, description: 'One page', body: auditPageSchema },
        errors: ['forbidden', 'invalid_cursor'],
        auth: 'required',
      }),
      validated('query', auditQuerySchema),
      async (c) => {
        requireMay(requireViewer(c.get('viewer')), 'audit.read', [], 'only admins read the audit log');
        return c.json(await listAudit(deps.audit, c.req.valid('query')));
      },
    )
    .get('/internal/admin/audit', inside, validated('query', auditQuerySchema), async (c) =>
      c.json(await listAudit(deps.audit, c.req.valid('query'))),
    )
    .get('/internal/admin/audit/verification', inside, validated('query', verificationSchema), async (c) =>
      c.json(await verifyAudit({ store: deps.audit, chain: deps.auditChain }, c.req.valid('query').anchor ?? null)),
    );
}
