import type { MemberRole } from '../../shared/contracts/channels.ts';
import type { Actor, Part, Rules } from './who.ts';

/**
 * Editors work on a channel's videos; managers besides on how it presents itself and on who is an editor; what could
 * take the channel away from its owner is the owner's alone.
 */
export const channelRules = {
  'channels.read': ['anyone'],
  'channels.create': ['creator'],
  'channels.see_inside': ['owner', 'manager', 'editor'],
  'channels.upload': ['owner', 'manager', 'editor'],
  'channels.edit_profile': ['owner', 'manager'],
  'channels.change_handle': ['owner'],
  'channels.manage_editors': ['owner', 'manager'],
  'channels.manage_managers': ['owner'],
  'channels.offer': ['owner'],
  'channels.accept': ['receiver'],
  'channels.withdraw_offer': ['owner', 'receiver'],
  'channels.verify': ['admin'],
  /** About comments that wait below its videos. */
  'channels.decide': ['owner', 'manager', 'editor'],
  'channels.moderate': ['owner', 'manager'],
} as const satisfies Rules;

export type ChannelAction = keyof typeof channelRules;

/** The actor's parts in a channel, or in the channel of a video, of which `memberRole` is what they are beside its owner. */
export function partsIn(thing: { ownerId: string; memberRole: MemberRole | null }, actor: Actor): Part[] {
  if (actor === null) return [];
  if (actor.userId === thing.ownerId) return ['owner'];
  return thing.memberRole === null ? [] : [thing.memberRole];
}
