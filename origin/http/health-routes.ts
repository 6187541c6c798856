import { Hono } from 'hono';
import * as z from 'zod';
import { withDeadline } from '../adapters/with-deadline.ts';
import type { AppEnv } from './app-env.ts';
import { operation } from './operation.ts';

/** Each resolves when its service answers. */
export type HealthChecks = Record<'database' | 'redis' | 'storage', () => Promise<unknown>>;

const checkTimeoutMs = 2_000;
const healthSchema = z.object({ status: z.enum(['ok', 'unavailable']) });

export function healthRoutes(checks: HealthChecks) {
  return new Hono<AppEnv>().get(
    '/healthz',
    operation({
      tag: 'Service',
      summary: 'Whether the service and what it stands on answer',
      description: 'Answers 503 and `unavailable` when one does not.',
      answer: { status: 200, description: 'All is well', body: healthSchema },
      auth: 'none',
    }),
    async (c) => {
      const outcomes = await Promise.all(
        Object.entries(checks).map(async ([name, check]) => {
          try {
            await withDeadline(check(), checkTimeoutMs, name);
            return true;
          } catch (error) {
            c.get('log').warn({ err: error, check: name }, 'health check failed');
            return false;
          }
        }),
      );
      return outcomes.every(Boolean) ? c.json({ status: 'ok' }) : c.json({ status: 'unavailable' }, 503);
    },
  );
}
