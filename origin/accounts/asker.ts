import type { Context } from 'hono';
import { actorOf } from '../audit/actor-of.ts';
import type { AuditActor } from '../audit/audit-actor.ts';
import type { AppEnv } from '../http/app-env.ts';
import { requireViewer } from '../http/viewer.ts';
import type { Device } from './deps.ts';
import { deviceOf } from './device-of.ts';

/** Somebody who changes what protects their own account. */
export type Asker = {
  userId: string;
  /** The sign-in that goes on when others are ended. */
  sessionId: string | null;
  device: Device;
  by: AuditActor;
};

/** Throws `unauthenticated` when nobody is signed in. */
export function askerOf(c: Context<AppEnv>): Asker {
  const { userId, sessionId } = requireViewer(c.get('viewer'));
  return { userId, sessionId, device: deviceOf(c), by: actorOf(c) };
}
