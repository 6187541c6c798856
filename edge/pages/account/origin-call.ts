import type { Context } from 'hono';
import { isErrorBody } from '../../../shared/errors.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { wantedLocale } from '../visit.ts';

/** Passes a request on to origin, as the gateway does with those of the API. */
export type Forward = (request: Request, c: Context<EdgeEnv>) => Promise<Response>;

/** What the API answered to a form, in the words that a page goes by. */
export type Outcome<T> = { ok: true; value: T; cookies: string[] } | Refused;
export type Refused = { ok: false; status: number; code: string; fields: string[]; message: string; details: unknown };

/** What origin has to know of the browser that sent the form: who it is, and that the page was ours. */
const passedOn = ['cookie', 'user-agent', 'sec-fetch-site', 'origin'];

/**
 * One call of the API, with JSON or a file, in the name of the browser that sent `c`'s request. `T` is what the contract
 * says of the answer: a string where that is text.
 */
export async function callOrigin<T>(
  c: Context<EdgeEnv>,
  forward: Forward,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: object | Blob,
): Promise<Outcome<T>> {
  const headers = new Headers();
  for (const name of passedOn) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  // Chosen on this site, the language is in a cookie that only pages know.
  headers.set('accept-language', wantedLocale(c));
  if (body !== undefined) headers.set('content-type', body instanceof Blob ? body.type : 'application/json');
  const url = new URL(`/api/v1${path}`, c.req.url);
  const request = new Request(url.href, {
    method,
    headers,
    ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
  });
  const response = await forward(request, c);
  const isText = response.headers.get('content-type')?.startsWith('text/') === true;
  const answer: unknown = isText ? await response.text() : await response.json().catch(() => null);
  if (response.ok) return { ok: true, value: answer as T, cookies: response.headers.getSetCookie() };
  const error = isErrorBody(answer) ? answer.error : { code: 'internal', message: '', details: undefined };
  const { code, message, details } = error;
  return { ok: false, status: response.status, code, fields: fieldsOf(details), message, details };
}

/** The names that `validation_failed` finds fault with. */
function fieldsOf(details: unknown): string[] {
  if (!Array.isArray(details)) return [];
  return details.flatMap((each: unknown) =>
    typeof each === 'object' && each !== null && 'path' in each && typeof each.path === 'string' ? [each.path] : [],
  );
}

/** Nobody is signed in any more, in contrast to a password or a code that is wrong. */
export const isSignedOut = ({ code }: Refused): boolean => code === 'unauthenticated' || /^token_/.test(code);
