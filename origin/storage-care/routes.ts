import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { type ReconcileLine, reconcileRequestSchema } from '../../shared/contracts/storage-care.ts';
import { AppError } from '../../shared/errors.ts';
import { operatorOf } from '../audit/actor-of.ts';
import type { AuditStore } from '../audit/store.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { type LeaseDeps, withLease } from '../leases/with-lease.ts';
import { type ReconcileDeps, reconcileStorage } from './reconcile-storage.ts';

/** One at a time, whoever asks: an operator or the clock, here or at another origin. */
export const reconcileLease = 'reconcile-storage';

/** For operators, on the inside alone. Answers a line of JSON for each step, since a large store takes a while. */
export function storageCareRoutes(
  deps: ReconcileDeps & LeaseDeps & { internalKey: string; audit: Pick<AuditStore, 'record'> },
) {
  return new Hono<AppEnv>().post('/internal/storage/reconcile', onlyInternal(deps.internalKey), async (c) => {
    const request = reconcileRequestSchema.safeParse(await c.req.json().catch(() => null));
    if (!request.success) throw new AppError('validation_failed', 'send {"delete": true} or {"delete": false}');
    const object = { kind: 'installation' as const, id: 'installation' };
    const detail = { delete: request.data.delete };
    await deps.audit.record({ by: operatorOf(c), action: 'storage.reconciled', object, detail }, deps.clock());
    c.header('content-type', 'application/x-ndjson');
    return stream(c, async (lines) => {
      let isGone = false;
      lines.onAbort(() => {
        isGone = true;
      });
      const write = (line: ReconcileLine) => lines.write(`${JSON.stringify(line)}\n`);
      try {
        await withLease(deps, reconcileLease, async () => {
          for await (const step of reconcileStorage(deps, { remove: request.data.delete })) {
            if (isGone) return;
            await write(step);
          }
        });
      } catch (error) {
        if (!(error instanceof AppError)) c.get('log').error({ err: error }, 'reconciling the storage failed');
        const { code, message } =
          error instanceof AppError ? error : new AppError('internal', 'reconciling failed; see the log of origin');
        await write({ error: { code, message } });
      }
    });
  });
}
