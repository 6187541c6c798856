import type { Rules } from './who.ts';

/** On a video that the actor can see. Who works on the video's channel looks after what is said there. */
export const commentRules = {
  'comments.read': ['anyone'],
  'comments.write': ['signed in'],
  'comments.rate': ['signed in'],
  'comments.edit': ['author'],
  'comments.read_edits': ['author', 'owner', 'manager', 'editor', 'moderator', 'admin'],
  'comments.delete': ['author', 'owner', 'manager', 'moderator', 'admin'],
  'comments.pin': ['owner', 'manager'],
  'comments.heart': ['owner', 'manager'],
  'comments.decide': ['owner', 'manager', 'editor', 'moderator', 'admin'],
} as const satisfies Rules;
