import type { AdminInvite } from '../../../shared/contracts/users.ts';
import { linkInvalid, newLink } from '../links/deps.ts';
import { hashSecretToken, newSecretToken } from '../secret-tokens.ts';
import type { UserAdminStore } from './store.ts';

export type UserAdminDeps = { store: UserAdminStore; publicUrl: string; clock: () => Date };

const validHours = 24;

/** A link that makes whoever opens it, signed in, an admin, once. For operators, who have the machine anyway. */
export async function inviteAdmin(deps: UserAdminDeps, onlyFirst: boolean): Promise<AdminInvite> {
  const token = newSecretToken();
  const link = newLink('become_admin', hashSecretToken(token), deps.clock(), validHours);
  if (!(await deps.store.invite({ ...link, userId: null, email: null }, onlyFirst)))
    return { url: null, expires_at: null };
  return {
    url: `${deps.publicUrl}/account/become-admin?token=${token}`,
    expires_at: link.expiresAt.toISOString(),
  };
}

/** The role is in access tokens from the next refresh on. Throws `link_invalid`. */
export async function becomeAdmin(deps: UserAdminDeps, userId: string, token: string): Promise<void> {
  if (!(await deps.store.acceptInvite(hashSecretToken(token), userId, deps.clock()))) throw linkInvalid();
}
