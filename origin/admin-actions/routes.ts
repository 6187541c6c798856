import { Hono } from 'hono';
import * as z from 'zod';
import { takeDownSchema } from '../../shared/contracts/admin.ts';
import { idSchema, videoIdSchema } from '../../shared/ids.ts';
import { operatorOf } from '../audit/actor-of.ts';
import { noteAs } from '../audit/note-as.ts';
import type { AppEnv } from '../http/app-env.ts';
import { onlyInternal } from '../http/only-internal.ts';
import { validated } from '../http/validated.ts';
import type { AdminDeps } from './deps.ts';
import { restoreUser, suspendUser } from './suspend-user.ts';
import { restoreVideo, takeDownVideo } from './take-down-video.ts';

const videoSchema = z.object({ video_id: videoIdSchema });
const userSchema = z.object({ username: z.string().min(1).max(64) });
/** As `importPlaybackKeys` reads it. */
const keySchema = z.object({ kid: z.string().regex(/^[a-z0-9]{1,16}$/, 'must be the id of a playback key') });
const sessionSchema = z.object({ session_id: idSchema });

/** For operators, on the inside alone: the edge forwards nothing here, and the API document does not name it. */
export function adminRoutes(deps: AdminDeps & { internalKey: string }) {
  return new Hono<AppEnv>()
    .use('/internal/admin/*', onlyInternal(deps.internalKey))
    .put(
      '/internal/admin/videos/:video_id/takedown',
      validated('param', videoSchema),
      validated('json', takeDownSchema),
      async (c) => {
        await takeDownVideo(deps, operatorOf(c), c.req.valid('param').video_id, c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .delete('/internal/admin/videos/:video_id/takedown', validated('param', videoSchema), async (c) => {
      await restoreVideo(deps, operatorOf(c), c.req.valid('param').video_id);
      return c.body(null, 204);
    })
    .put('/internal/admin/users/:username/suspension', validated('param', userSchema), async (c) => {
      await suspendUser(deps, operatorOf(c), c.req.valid('param').username);
      return c.body(null, 204);
    })
    .delete('/internal/admin/users/:username/suspension', validated('param', userSchema), async (c) => {
      await restoreUser(deps, operatorOf(c), c.req.valid('param').username);
      return c.body(null, 204);
    })
    .put('/internal/admin/keys/:kid/revocation', validated('param', keySchema), async (c) => {
      await deps.store.revoke('playback_key', c.req.valid('param').kid, deps.clock(), noteAs(deps, operatorOf(c)));
      return c.body(null, 204);
    })
    .put('/internal/admin/sessions/:session_id/revocation', validated('param', sessionSchema), async (c) => {
      await deps.store.revoke('session', c.req.valid('param').session_id, deps.clock(), noteAs(deps, operatorOf(c)));
      return c.body(null, 204);
    });
}
