import { Hono } from 'hono';
import { operatorOf } from '../audit/actor-of.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import type { ChannelDeps } from './deps.ts';
import { channelParamSchema } from './param.ts';
import { markVerified } from './verify-channel.ts';

/** For operators, on the inside alone. */
export function channelAdminRoutes(deps: ChannelDeps & { internalKey: string }) {
  return new Hono<AppEnv>()
    .use('/internal/admin/channels/*', onlyInternal(deps.internalKey))
    .put('/internal/admin/channels/:channel/verification', validated('param', channelParamSchema), async (c) => {
      await markVerified(deps, operatorOf(c), c.req.valid('param').channel, true);
      return c.body(null, 204);
    })
    .delete('/internal/admin/channels/:channel/verification', validated('param', channelParamSchema), async (c) => {
      await markVerified(deps, operatorOf(c), c.req.valid('param').channel, false);
      return c.body(null, 204);
    });
}
