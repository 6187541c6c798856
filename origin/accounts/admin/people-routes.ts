import { Hono } from 'hono';
import * as z from 'zod';
import { peopleQuerySchema } from '../../../shared/contracts/admin.ts';
import { setRoleSchema, userListSchema } from '../../../shared/contracts/users.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AdminDeps } from '../../admin-actions/deps.ts';
import { restoreUser, suspendUser } from '../../admin-actions/suspend-user.ts';
import { actorOf } from '../../audit/actor-of.ts';
import { noteAs } from '../../audit/note-as.ts';
import type { AppEnv, Viewer } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireMay } from '../../policy/may.ts';
import { listPeople } from './list-people.ts';
import type { UserAdminStore } from './store.ts';

const userParamSchema = z.object({ username: z.string().min(1).max(64) });
const changing = {
  ...{ tag: 'Service' as const, errors: ['forbidden' as const, 'not_found' as const, 'conflict' as const] },
  auth: 'required' as const,
};

export type PeopleDeps = AdminDeps & { people: UserAdminStore };

/** Everybody's accounts, for admins. Their own stay as they are: an installation must not lose its last admin. */
export function peopleRoutes(deps: PeopleDeps) {
  async function requireOther(viewer: Viewer | null, username: string): Promise<void> {
    requireMay(viewer, 'users.manage', [], 'this is for admins');
    const userId = await deps.people.idOf(username);
    if (userId === null) throw new AppError('not_found', 'there is no such user');
    if (userId === viewer?.userId) throw new AppError('conflict', 'this is your own account; ask another admin');
  }

  return new Hono<AppEnv>()
    .get(
      '/admin/users',
      operation({
        tag: 'Service',
        summary: 'Accounts, for admins',
        description: 'Newest first. With `q` those whose username or e-mail address begins like that, on one page.',
        answer: { status: 200, description: 'One page', body: userListSchema },
        errors: ['forbidden'],
        auth: 'required',
      }),
      validated('query', peopleQuerySchema),
      async (c) => {
        requireMay(c.get('viewer'), 'users.manage', [], 'this is for admins');
        return c.json(await listPeople(deps.people, c.req.valid('query')), 200);
      },
    )
    .put(
      '/admin/users/:username/role',
      operation({
        ...changing,
        summary: 'Give a user another role, for admins',
        answer: { status: 204, description: 'From their next refresh on', body: null },
      }),
      validated('param', userParamSchema),
      validated('json', setRoleSchema),
      async (c) => {
        const { username } = c.req.valid('param');
        await requireOther(c.get('viewer'), username);
        const note = noteAs(deps, actorOf(c));
        if (!(await deps.people.setRole(username, c.req.valid('json').role, deps.clock(), note)))
          throw new AppError('not_found', 'there is no such user');
        return c.body(null, 204);
      },
    )
    .put(
      '/admin/users/:username/suspension',
      operation({
        ...changing,
        summary: 'Suspend a user, for admins',
        description: 'Sign-in and writes end at once, playback and what they have published within 30 s.',
        answer: { status: 204, description: 'They are suspended', body: null },
      }),
      validated('param', userParamSchema),
      async (c) => {
        const { username } = c.req.valid('param');
        await requireOther(c.get('viewer'), username);
        await suspendUser(deps, actorOf(c), username);
        return c.body(null, 204);
      },
    )
    .delete(
      '/admin/users/:username/suspension',
      operation({
        ...changing,
        summary: 'Take a suspension back, for admins',
        answer: { status: 204, description: 'They are not suspended', body: null },
      }),
      validated('param', userParamSchema),
      async (c) => {
        const { username } = c.req.valid('param');
        await requireOther(c.get('viewer'), username);
        await restoreUser(deps, actorOf(c), username);
        return c.body(null, 204);
      },
    );
}
