import type { Context } from 'hono';
import { en } from '../../../shared/messages/en/index.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { sayFor } from '../visit.ts';
import type { Refused } from './origin-call.ts';

const isKnown = (code: string): code is keyof typeof en.errors => Object.hasOwn(en.errors, code);

/** What people read when the API refuses a form: by its code, else in the API's own English. */
export function problemOf(c: Context<EdgeEnv>, { code, message }: Refused): string {
  return isKnown(code) ? sayFor(c)(`errors.${code}`) : message;
}
