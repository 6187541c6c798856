import type { Context } from 'hono';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { toBase64Url } from '../../shared/base64url.ts';
import type { AppError } from '../../shared/errors.ts';
import type { EdgeEnv } from '../http/request-facts.ts';
import { pageHeaders } from '../http/security-headers.ts';
import { MessagePage } from './message.tsx';
import { readVisit, VisitContext } from './visit.ts';

/** `error` as a page, with its own status. */
export function errorPage(c: Context<EdgeEnv>, error: AppError): Promise<Response> {
  const bare = c.req.path.startsWith('/embed/');
  return page(
    c,
    () => <MessagePage code={error.code} requestId={c.var.facts.requestId} bare={bare} showId={error.status >= 500} />,
    { status: error.status, headers: error.headers },
  );
}

export type PageInit = {
  status: number;
  headers: Record<string, string>;
  frameAncestors?: string;
  /** Another origin that the page's scripts may send to. */
  connectTo?: string;
};

/** An HTML answer; no page may be kept by anybody. */
export async function page(
  c: Context<EdgeEnv>,
  render: (nonce: string) => JSX.Element,
  init: PageInit = { status: 200, headers: {} },
): Promise<Response> {
  const nonce = toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
  const embeddable = c.req.path.startsWith('/embed/');
  const html = await (<VisitContext.Provider value={readVisit(c, nonce)}>{render(nonce)}</VisitContext.Provider>);
  return new Response(`<!doctype html>${html}`, {
    status: init.status,
    headers: {
      ...pageHeaders(nonce, embeddable ? (init.frameAncestors ?? '*') : "'none'", init.connectTo),
      ...init.headers,
    },
  });
}
