import { Hono } from 'hono';
import { commentRecountRequestSchema } from '../../../shared/contracts/comments.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { onlyInternal } from '../../http/only-internal.ts';
import { validated } from '../../http/validated.ts';
import { recountComments } from './recount-comments.ts';
import type { CommentRecountStore } from './store.ts';

/** For operators, on the inside alone: one slice for each request. */
export function commentRecountRoutes(deps: { store: CommentRecountStore; internalKey: string }) {
  return new Hono<AppEnv>().post(
    '/internal/comments/recount',
    onlyInternal(deps.internalKey),
    validated('json', commentRecountRequestSchema),
    async (c) => c.json(await recountComments(deps.store, c.req.valid('json').from)),
  );
}
