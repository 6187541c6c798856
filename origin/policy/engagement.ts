import type { Rules } from './who.ts';

/** What viewers do with what they can see, and what is remembered of it for them alone. */
export const engagementRules = {
  'ratings.set': ['signed in'],
  'shares.count': ['anyone'],
  'history.own': ['signed in'],
  'suggestions.report': ['anyone'],
  'suggestions.own': ['signed in'],
  'subscriptions.change': ['signed in'],
  'feed.own': ['signed in'],
  'notifications.own': ['signed in'],
} as const satisfies Rules;
