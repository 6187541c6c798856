import type { ChannelRole } from '../../shared/contracts/channels.ts';

/**
 * What can be done with a channel, and who may. Editors work on its videos; managers besides on how it presents itself
 * and on who is an editor; what could take the channel away from its owner is the owner's alone.
 */
const allowed = {
  see_inside: ['owner', 'manager', 'editor'],
  upload: ['owner', 'manager', 'editor'],
  edit_videos: ['owner', 'manager', 'editor'],
  delete_videos: ['owner', 'manager'],
  edit_profile: ['owner', 'manager'],
  change_handle: ['owner'],
  manage_editors: ['owner', 'manager'],
  manage_managers: ['owner'],
  transfer: ['owner'],
} as const satisfies Record<string, readonly ChannelRole[]>;

export type ChannelAction = keyof typeof allowed;

/** `null` is somebody without a part in the channel. */
export function mayInChannel(role: ChannelRole | null, action: ChannelAction): boolean {
  const roles: readonly ChannelRole[] = allowed[action];
  return role !== null && roles.includes(role);
}
