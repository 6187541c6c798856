import type { PeopleQuery } from '../../../shared/contracts/admin.ts';
import type { UserList } from '../../../shared/contracts/users.ts';
import type { User } from '../store.ts';
import type { UserAdminStore } from './store.ts';

/** Accounts, newest first; those that begin with `q` in alphabetical order and on one page. */
export async function listPeople(
  store: Pick<UserAdminStore, 'search' | 'listBefore'>,
  { q, limit, cursor }: PeopleQuery,
): Promise<UserList> {
  if (q !== undefined) return { users: (await store.search(q, limit)).map(present), next_cursor: null };
  const rows = await store.listBefore(cursor ?? null, limit + 1);
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? shown.at(-1)?.id : undefined;
  return { users: shown.map(present), next_cursor: next ?? null };
}

function present(user: User): UserList['users'][number] {
  return {
    user_id: user.id,
    username: user.username,
    email: user.email,
    email_verified: user.emailVerified,
    role: user.role,
    suspended: user.suspendedAt !== null,
    created_at: user.createdAt.toISOString(),
  };
}
