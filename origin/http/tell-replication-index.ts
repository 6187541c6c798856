import { createMiddleware } from 'hono/factory';
import { internalHeaders } from '../../shared/http-headers.ts';
import type { AppEnv } from './app-env.ts';
import { carriesInternalKey } from './internal-key.ts';

/**
 * After a write that went well, tells the edge (where it asks) how far the database has come, so that its author's next
 * reads can be answered from a state that has the write. Without it those reads may be some seconds old, no more.
 */
export function tellReplicationIndex(deps: { internalKey: string; replicationIndex: () => Promise<number | null> }) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const { headers } = c.req.raw;
    const isWanted =
      headers.has(internalHeaders.wantsReplicationIndex) && carriesInternalKey(headers, deps.internalKey);
    await next();
    if (!isWanted || !c.res.ok) return;
    const index = await deps.replicationIndex().catch((error: unknown) => {
      c.get('log').warn({ err: error }, 'the replication index cannot be read');
      return null;
    });
    if (index !== null) c.res.headers.set(internalHeaders.replicationIndex, `${index}`);
  });
}
