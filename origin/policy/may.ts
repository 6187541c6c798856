import { AppError } from '../../shared/errors.ts';
import { accountRules } from './accounts.ts';
import { channelRules } from './channels.ts';
import { commentRules } from './comments.ts';
import { engagementRules } from './engagement.ts';
import { platformRules } from './platform.ts';
import { playlistRules } from './playlists.ts';
import { uploadRules } from './uploads.ts';
import { videoRules } from './videos.ts';
import { type Actor, type Part, type Who, whatIs } from './who.ts';

/** Everything that can be done, and who may. What stands nowhere here is nobody's. */
export const rules = {
  ...accountRules,
  ...channelRules,
  ...commentRules,
  ...engagementRules,
  ...platformRules,
  ...playlistRules,
  ...uploadRules,
  ...videoRules,
} as const;

export type Action = keyof typeof rules;

/** Whether `actor` may do `action` with a thing in which they have `parts`. */
export function may(actor: Actor, action: Action, parts: readonly Part[] = []): boolean {
  const letIn: readonly Who[] = rules[action];
  return whatIs(actor, parts).some((who) => letIn.includes(who));
}

/** Throws `forbidden` with `message`. */
export function requireMay(actor: Actor, action: Action, parts: readonly Part[], message: string): void {
  if (!may(actor, action, parts)) throw new AppError('forbidden', message);
}
