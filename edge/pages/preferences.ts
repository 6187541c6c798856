import { Hono } from 'hono';
import { isLocale } from '../../shared/messages/locales.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import { goTo } from './account/deps.ts';
import { ownPath, readForm } from './account/read-form.ts';
import { isTheme, LANGUAGE_COOKIE, THEME_COOKIE } from './preference-cookies.ts';

export const PREFERENCES_PATH = '/preferences';

const YEAR_SEC = 365 * 86_400;

/** Keeps language and appearance in this browser, and goes back to where they were chosen. */
export function preferencesRoute(publicUrl: string): Hono<EdgeEnv> {
  const { origin, protocol } = new URL(publicUrl);
  const cookie = (name: string, value: string) =>
    `${name}=${value}; Path=/; Max-Age=${YEAR_SEC}; SameSite=Lax${protocol === 'https:' ? '; Secure' : ''}`;
  return new Hono<EdgeEnv>().post(PREFERENCES_PATH, async (c) => {
    const { language, theme, next } = await readForm(c.req.raw, origin);
    return goTo(ownPath(next, origin), [
      ...(isLocale(language) ? [cookie(LANGUAGE_COOKIE, language)] : []),
      ...(isTheme(theme) ? [cookie(THEME_COOKIE, theme)] : []),
    ]);
  });
}
