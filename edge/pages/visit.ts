import type { Context as RequestContext } from 'hono';
import { type Context, createContext, useContext } from 'hono/jsx';
import { type Formats, formatsOf } from '../../shared/format.ts';
import { english, type Say, type SayParts, sayIn, sayPartsIn, type Words } from '../../shared/messages/catalogue.ts';
import { acceptedLocale, DEFAULT_LOCALE, isLocale, type Locale, locales } from '../../shared/messages/locales.ts';
import { readCookie, SIGNED_IN_COOKIE, sessionCookieNames } from '../../shared/session-cookies.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import { isTheme, LANGUAGE_COOKIE, THEME_COOKIE, type Theme } from './preference-cookies.ts';

/** For whom the page is that is being rendered, as far as its words and frame depend on it. */
export type Visit = {
  nonce: string;
  /** It seems so, by a cookie; what that is worth is not asked: links alone depend on it. */
  signedIn: boolean;
  locale: Locale;
  words: Words;
  theme: Theme;
  /** Path and query of the page, to come back to. */
  address: string;
};

const nobody: Visit = {
  nonce: '',
  signedIn: false,
  locale: DEFAULT_LOCALE,
  words: english,
  theme: 'system',
  address: '/',
};

/** Set by `page`. */
export const VisitContext: Context<Visit> = createContext(nobody);

export const useVisit = (): Visit => useContext(VisitContext);
/** What says the page's texts, in its language. Inside a component only; elsewhere `sayFor`. */
export const useSay = (): Say => sayIn(useVisit().words);
export const useSayParts = (): SayParts => sayPartsIn(useVisit().words);
export const useFormats = (): Formats => formatsOf(locales[useVisit().locale].formats);

/** The language that somebody wants: chosen on this site, else the best for the browser's. */
export function wantedLocale(c: RequestContext<EdgeEnv>): Locale {
  const chosen = readCookie(c.req.header('cookie'), LANGUAGE_COOKIE);
  return isLocale(chosen) ? chosen : acceptedLocale(c.req.header('accept-language'));
}

/** What the request is answered in. An error may come before that is known. */
export const wordsOf = (c: RequestContext<EdgeEnv>): Words => c.var.words ?? english;

export const sayFor = (c: RequestContext<EdgeEnv>): Say => sayIn(wordsOf(c));

/** True when the request came with an access cookie. */
export function hasSessionCookie(c: RequestContext<EdgeEnv>): boolean {
  const cookies = c.req.header('cookie');
  return ['https:', 'http:'].some((scheme) => readCookie(cookies, sessionCookieNames(scheme).access) !== null);
}

/** As far as this browser knows: the access cookie lasts for minutes, the other for as long as the session may. */
export function seemsSignedIn(c: RequestContext<EdgeEnv>): boolean {
  return hasSessionCookie(c) || readCookie(c.req.header('cookie'), SIGNED_IN_COOKIE) !== null;
}

export function readVisit(c: RequestContext<EdgeEnv>, nonce: string): Visit {
  const theme = readCookie(c.req.header('cookie'), THEME_COOKIE);
  const { pathname, search } = new URL(c.req.url);
  return {
    nonce,
    signedIn: seemsSignedIn(c),
    locale: wordsOf(c).locale,
    words: wordsOf(c),
    theme: isTheme(theme) ? theme : 'system',
    address: `${pathname}${search}`,
  };
}
