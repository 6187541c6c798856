import type { ChannelMember, ChannelRole, MemberRole } from '../../../shared/contracts/channels.ts';
import { AppError } from '../../../shared/errors.ts';
import type { AuditActor } from '../../audit/audit-actor.ts';
import { noteAs } from '../../audit/note-as.ts';
import { requireMay } from '../../policy/may.ts';
import type { SignedIn } from '../../policy/who.ts';
import type { ChannelDeps } from '../deps.ts';
import { findChannel, findChannelFor } from '../find-channel.ts';
import type { MemberStore } from './store.ts';

export type MemberDeps = ChannelDeps & { members: MemberStore };
type Target = { reference: string; username: string };

const membersPerChannel = 100;

/** The owner and everyone who works on the channel. Throws `not_found`, `forbidden` for everyone else. */
export async function listMembers(deps: MemberDeps, viewer: SignedIn, reference: string): Promise<ChannelMember[]> {
  const channel = await findChannelFor(deps, viewer, reference, 'channels.see_inside');
  const [owner, members] = await Promise.all([
    deps.members.findUser({ id: channel.ownerId }),
    deps.members.listOf(channel.id),
  ]);
  const all: { userId: string; username: string; role: ChannelRole; createdAt: Date }[] = [...members];
  if (owner) all.unshift({ userId: owner.id, username: owner.username, role: 'owner', createdAt: channel.createdAt });
  return all.map((member) => ({
    user_id: member.userId,
    username: member.username,
    role: member.role,
    since: member.createdAt.toISOString(),
  }));
}

/** Takes someone in, or gives them another part. Managers manage editors; the owner everyone. */
export async function setMember(
  deps: MemberDeps,
  by: AuditActor,
  viewer: SignedIn,
  target: Target,
  role: MemberRole,
): Promise<void> {
  const channel = await findChannelFor(deps, viewer, target.reference, actionOn(role));
  const user = await deps.members.findUser({ username: target.username });
  if (!user) throw new AppError('not_found', 'there is no such user');
  const current = await deps.store.roleOf(channel.id, user.id);
  if (current === 'owner') throw new AppError('conflict', 'the owner cannot be anything else; transfer the channel');
  if (current !== null) await findChannelFor(deps, viewer, channel.id, actionOn(current));
  else if ((await deps.members.listOf(channel.id)).length >= membersPerChannel)
    throw new AppError('quota_exceeded', `a channel may have ${membersPerChannel} members`);
  await deps.members.put(channel.id, user.id, role, deps.clock(), noteAs(deps, by));
}

/** Everyone but the owner may leave; who may have appointed someone may dismiss them. */
export async function removeMember(deps: MemberDeps, by: AuditActor, viewer: SignedIn, target: Target): Promise<void> {
  const channel = await findChannel(deps, target.reference);
  const parts = await deps.store.partsOf(channel.id, viewer.userId);
  requireMay(viewer, 'channels.see_inside', parts, 'only its members know who they are');
  const user = await deps.members.findUser({ username: target.username });
  const role = user === undefined ? null : await deps.store.roleOf(channel.id, user.id);
  if (!user || role === null) throw new AppError('not_found', 'there is no such member');
  if (role === 'owner') throw new AppError('conflict', 'the owner cannot leave; transfer the channel');
  if (user.id !== viewer.userId) await findChannelFor(deps, viewer, channel.id, actionOn(role));
  await deps.members.remove(channel.id, user.id, deps.clock(), noteAs(deps, by));
}

const actionOn = (role: MemberRole) => (role === 'manager' ? 'channels.manage_managers' : 'channels.manage_editors');
