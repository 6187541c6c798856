import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { requireViewer } from '../http/viewer.ts';
import type { AuditActor } from './audit-actor.ts';

/** Who is signed in. Throws `unauthenticated` when nobody is. */
export function actorOf(c: Context<AppEnv>): AuditActor & { userId: string } {
  const { userId, apiKey } = requireViewer(c.get('viewer'));
  return { ...requestOf(c), kind: apiKey ? 'api_key' : 'user', userId };
}

/** Who acts for an account with the secret of a link, before or without signing in. */
export function linkHolderOf(c: Context<AppEnv>, userId: string): AuditActor {
  return { ...requestOf(c), kind: 'user', userId };
}

/** For routes that only the internal key opens. */
export function operatorOf(c: Context<AppEnv>): AuditActor {
  return { ...requestOf(c), kind: 'operator', userId: null };
}

function requestOf(c: Context<AppEnv>) {
  return { requestId: c.get('requestId'), address: c.get('clientAddress') };
}
