import * as z from 'zod';

/** Lower-case ASCII alone, so that no other script can imitate a handle. Also the rule for usernames. */
export const handleSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9_]{1,28})[a-z0-9]$/, 'use 3 to 30 lower-case letters, digits or _ (not at the ends)');

/** Names of the platform's own pages and people, and what could pass for them. */
const reserved = [
  ...['about', 'abuse', 'account', 'accounts', 'admin', 'administrator', 'api', 'assets', 'auth', 'billing', 'blog'],
  ...['channel', 'channels', 'copyright', 'dmca', 'docs', 'embed', 'everyone', 'explore', 'feed', 'feedback'],
  ...['healthz', 'help', 'history', 'home', 'hostmaster', 'info', 'internal', 'jobs', 'kinora', 'legal', 'library'],
  ...['live', 'login', 'logout', 'mail', 'me', 'mod', 'moderation', 'moderator', 'mods', 'null', 'official', 'owner'],
  ...['payments', 'playlist', 'playlists', 'postmaster', 'press', 'privacy', 'root', 'search', 'security', 'settings'],
  ...[
    'shorts',
    'sign_in',
    'sign_out',
    'sign_up',
    'signin',
    'signout',
    'signup',
    'staff',
    'status',
    'storage',
    'studio',
  ],
  ...['support', 'system', 'team', 'terms', 'trending', 'trust', 'undefined', 'upload', 'uploads', 'user', 'users'],
  ...['verified', 'video', 'videos', 'watch', 'webmaster', 'www'],
];

/** Stricter than what keeps two channels apart: here it is always somebody posing as the platform. */
const bare = (handle: string) => handle.replaceAll('_', '').replaceAll('0', 'o').replaceAll(/[1l]/g, 'i');
const reservedBare = new Set(reserved.map(bare));

/** True for a handle that nobody may take, because it is the platform's own or reads like it. */
export function isReservedHandle(handle: string): boolean {
  return reservedBare.has(bare(handle));
}
