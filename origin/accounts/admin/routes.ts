import { Hono } from 'hono';
import * as z from 'zod';
import { becomeAdminSchema, inviteAdminSchema, setRoleSchema } from '../../../shared/contracts/users.ts';
import { AppError } from '../../../shared/errors.ts';
import { idSchema } from '../../../shared/ids.ts';
import { actorOf, operatorOf } from '../../audit/actor-of.ts';
import { noteAs } from '../../audit/note-as.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { onlyInternal } from '../../http/only-internal.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { becomeAdmin, inviteAdmin, type UserAdminDeps } from './invite-admin.ts';
import { listPeople } from './list-people.ts';

const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: idSchema.optional(),
});
const userParamSchema = z.object({ username: z.string().min(1).max(64) });

export function becomeAdminRoutes(deps: UserAdminDeps) {
  return new Hono<AppEnv>().post(
    '/me/admin',
    operation({
      tag: 'Accounts',
      summary: 'Become an admin with the token of an invitation',
      description: '`./kinora start` prints the first one, `./kinora admin users invite-link` others.',
      answer: { status: 204, description: 'From the next refresh on', body: null },
      errors: ['link_invalid'],
      auth: 'required',
    }),
    validated('json', becomeAdminSchema),
    async (c) => {
      await becomeAdmin(deps, actorOf(c), c.req.valid('json').token);
      return c.body(null, 204);
    },
  );
}

/** For operators, on the inside alone. */
export function userAdminRoutes(deps: UserAdminDeps & { internalKey: string }) {
  const inside = onlyInternal(deps.internalKey);
  return new Hono<AppEnv>()
    .get('/internal/admin/users', inside, validated('query', pageSchema), async (c) =>
      c.json(await listPeople(deps.store, c.req.valid('query'))),
    )
    .put(
      '/internal/admin/users/:username/role',
      inside,
      validated('param', userParamSchema),
      validated('json', setRoleSchema),
      async (c) => {
        const { username } = c.req.valid('param');
        const note = noteAs(deps, operatorOf(c));
        if (!(await deps.store.setRole(username, c.req.valid('json').role, deps.clock(), note)))
          throw new AppError('not_found', 'there is no such user');
        return c.body(null, 204);
      },
    )
    .post('/internal/admin/invitations', inside, validated('json', inviteAdminSchema), async (c) =>
      c.json(await inviteAdmin(deps, operatorOf(c), c.req.valid('json').only_first ?? false)),
    );
}
