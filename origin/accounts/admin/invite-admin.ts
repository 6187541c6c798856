import type { AdminInvite } from '../../../shared/contracts/users.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { type AuditingDeps, noteAs } from '../../audit/note-as.ts';
import { linkInvalid, newLink } from '../links/deps.ts';
import { hashSecretToken, newSecretToken } from '../secret-tokens.ts';
import type { UserAdminStore } from './store.ts';

export type UserAdminDeps = AuditingDeps & { store: UserAdminStore; publicUrl: string };

const validHours = 24;

/** A link that makes whoever opens it, signed in, an admin, once. For operators, who have the machine anyway. */
export async function inviteAdmin(deps: UserAdminDeps, by: AuditActor, onlyFirst: boolean): Promise<AdminInvite> {
  const token = newSecretToken();
  const link = newLink('become_admin', hashSecretToken(token), deps.clock(), validHours);
  if (!(await deps.store.invite({ ...link, userId: null, email: null }, onlyFirst, noteAs(deps, by))))
    return { url: null, expires_at: null };
  return {
    url: `${deps.publicUrl}/account/become-admin?token=${token}`,
    expires_at: link.expiresAt.toISOString(),
  };
}

/** The role is in access tokens from the next refresh on. Throws `link_invalid`. */
export async function becomeAdmin(
  deps: UserAdminDeps,
  by: AuditActor & { userId: string },
  token: string,
): Promise<void> {
  if (!(await deps.store.acceptInvite(hashSecretToken(token), by.userId, deps.clock(), noteAs(deps, by))))
    throw linkInvalid();
}
