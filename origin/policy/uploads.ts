import type { Rules } from './who.ts';

/** An upload belongs to who began it, whatever channel it is for, until it is a video. */
export const uploadRules = {
  'uploads.create': ['creator'],
  'uploads.list_own': ['signed in'],
  'uploads.continue': ['owner'],
} as const satisfies Rules;
