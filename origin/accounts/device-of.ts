import type { Context } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import type { Device } from './deps.ts';

export function deviceOf(c: Context<AppEnv>): Device {
  return { address: c.get('clientAddress'), userAgent: c.req.header('user-agent') ?? null };
}
