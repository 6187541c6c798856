import { Hono } from 'hono';
import * as z from 'zod';
import { type DeviceSession, deviceSessionListSchema } from '../../../shared/contracts/auth.ts';
import { AppError } from '../../../shared/errors.ts';
import { idSchema } from '../../../shared/ids.ts';
import { actorOf } from '../../audit/actor-of.ts';
import { type AuditingDeps, noteAs } from '../../audit/note-as.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireViewer } from '../../http/viewer.ts';
import type { SessionRow, SessionStore } from './store.ts';

const paramSchema = z.object({ session_id: idSchema });

/** The devices an account is signed in on. */
export function deviceRoutes(deps: AuditingDeps & { sessions: SessionStore }) {
  return new Hono<AppEnv>()
    .get(
      '/me/sessions',
      operation({
        tag: 'Accounts',
        summary: 'The devices that are signed in',
        answer: { status: 200, description: 'The one used last first', body: deviceSessionListSchema },
        auth: 'required',
      }),
      async (c) => {
        const { userId, sessionId } = requireViewer(c.get('viewer'));
        const rows = await deps.sessions.listOf(userId, deps.clock());
        return c.json({ sessions: rows.map((row) => present(row, sessionId)), next_cursor: null });
      },
    )
    .delete(
      '/me/sessions/:session_id',
      operation({
        tag: 'Accounts',
        summary: 'Sign one device out',
        description: 'It can change nothing from here on; what it has open to read, it may read for minutes.',
        answer: { status: 204, description: 'Signed out', body: null },
        errors: ['not_found'],
        auth: 'required',
      }),
      validated('param', paramSchema),
      async (c) => {
        const by = actorOf(c);
        const sessionId = c.req.valid('param').session_id;
        if (!(await deps.sessions.end(by.userId, sessionId, deps.clock(), noteAs(deps, by))))
          throw new AppError('not_found', 'there is no such session');
        return c.body(null, 204);
      },
    )
    .delete(
      '/me/sessions',
      operation({
        tag: 'Accounts',
        summary: 'Sign out everywhere',
        description: 'This device included. API keys stay.',
        answer: { status: 204, description: 'Signed out', body: null },
        auth: 'required',
      }),
      async (c) => {
        const by = actorOf(c);
        await deps.sessions.end(by.userId, null, deps.clock(), noteAs(deps, by));
        return c.body(null, 204);
      },
    );
}

function present(row: SessionRow, currentId: string | null): DeviceSession {
  return {
    session_id: row.id,
    current: row.id === currentId,
    address: row.ipAddress === '' ? null : row.ipAddress,
    user_agent: row.userAgent === '' ? null : row.userAgent,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.updatedAt.toISOString(),
    expires_at: row.expiresAt.toISOString(),
  };
}
