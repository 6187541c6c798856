import { adminInviteSchema, roleSchema, userListSchema } from '../../shared/contracts/users.ts';
import { usageFailure } from '../failure.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import { callOrigin } from './call-origin.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

type Origin = { url: string; internalKey: string };

/** `admin users list`: everybody, newest first. */
export async function listUsers(origin: Origin, output: Output): Promise<number> {
  const rows = [['username', 'role', 'state', 'e-mail', 'since']];
  let cursor: string | null = null;
  do {
    const page: string = cursor === null ? '' : `?cursor=${cursor}`;
    const { users, next_cursor } = await askOrigin(origin, `/admin/users${page}`, userListSchema);
    for (const user of users) {
      output.event({ event: 'user', ...user });
      const state = user.suspended ? 'suspended' : user.email_verified ? 'confirmed' : 'unconfirmed';
      rows.push([user.username, user.role, state, printable(user.email), user.created_at]);
    }
    cursor = next_cursor;
  } while (cursor !== null);
  output.line(rows.length > 1 ? table(rows) : 'nobody has signed up yet');
  return 0;
}

/** `admin users role NAME ROLE`. */
export async function setRole(username: string, text: string, origin: Origin, output: Output): Promise<number> {
  const role = roleSchema.safeParse(text);
  if (!role.success) throw usageFailure(`there is no role "${text}"; roles: ${roleSchema.options.join(', ')}`);
  const path = `/admin/users/${encodeURIComponent(username)}/role`;
  const error = await callOrigin(origin, 'PUT', path, { role: role.data });
  if (error !== null) {
    output.error(error.code, `${username}: ${error.message}`);
    return 1;
  }
  output.event({ event: 'changed', subject: username, role: role.data });
  output.line(`${username} is now ${role.data}; what they have open notices within minutes`);
  return 0;
}

/** `admin users invite-link`: makes whoever opens it an admin. */
export async function inviteAdmin(origin: Origin, output: Output): Promise<number> {
  const invite = await askOrigin(origin, '/admin/invitations', adminInviteSchema, {});
  output.event({ event: 'admin_link', ...invite });
  output.line(`Whoever opens this, signed in, becomes an admin, once and within 24 hours:\n${invite.url}`);
  return 0;
}

/** `admin users reset-second-factor NAME`: for somebody who lost the authenticator app and the recovery codes. */
export async function resetSecondFactor(username: string, origin: Origin, output: Output): Promise<number> {
  const error = await callOrigin(origin, 'DELETE', `/admin/users/${encodeURIComponent(username)}/second-factor`);
  if (error !== null) {
    output.error(error.code, `${username}: ${error.message}`);
    return 1;
  }
  output.event({ event: 'changed', subject: username, second_factor: 'off' });
  output.line(`${username} signs in without a code from now on, and was signed out everywhere`);
  return 0;
}

/** For the first start: prints such a link while there is no admin. Serving goes on, whatever comes of it. */
export async function offerFirstAdmin(reach: () => Origin, output: Output): Promise<void> {
  try {
    const { url, expires_at } = await askOrigin(reach(), '/admin/invitations', adminInviteSchema, { only_first: true });
    if (url === null) return;
    output.event({ event: 'admin_link', url, expires_at });
    output.line(`  Nobody is its admin yet. Sign up, then open this within 24 hours: ${url}`);
  } catch {
    output.line('  The link for the first admin could not be made: ./kinora admin users invite-link');
  }
}
