import type { Rules } from './who.ts';

/** What concerns everyone on the installation. Operators act on the command line, where nobody signs in. */
export const platformRules = {
  'platform.read': ['anyone'],
  /** Behind the internal key, which no request from outside carries. */
  'platform.operate': [],
  /** What carries its own signed permission in its URL. */
  'platform.use_signed_url': [],
  'reports.create': ['signed in'],
  'moderation.decide': ['moderator', 'admin'],
  'audit.read': ['admin'],
  /** How the installation is: services, queues, storage. */
  'platform.watch': ['admin'],
  'jobs.manage': ['admin'],
  'users.manage': ['admin'],
} as const satisfies Rules;
