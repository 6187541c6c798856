import type { Rules } from './who.ts';

/** A private playlist is there for its owner alone. */
export const playlistRules = {
  'playlists.read': ['anyone'],
  'playlists.create': ['signed in'],
  'playlists.edit': ['owner'],
} as const satisfies Rules;
