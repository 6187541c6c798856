import type { Context } from 'hono';
import { acceptedLocale } from '../../shared/messages/locales.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { Device } from './deps.ts';

export function deviceOf(c: Context<AppEnv>): Device {
  return {
    address: c.get('clientAddress'),
    userAgent: c.req.header('user-agent') ?? null,
    language: acceptedLocale(c.req.header('accept-language')),
  };
}
