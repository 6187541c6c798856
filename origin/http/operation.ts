import { createMiddleware } from 'hono/factory';
import { type DescribeRouteOptions, type ResponsesWithResolver, resolver, uniqueSymbol } from 'hono-openapi';
import type * as z from 'zod';
import type { ApiKeyScope } from '../../shared/contracts/api-keys.ts';
import { type ErrorCode, errorStatus } from '../../shared/errors.ts';
import type { AppEnv } from './app-env.ts';
import { requireViewer } from './viewer.ts';

type Answer = { status: number; description: string; body: z.ZodType | null; contentType?: string };

export type Operation = {
  tag:
    | 'Accounts'
    | 'Channels'
    | 'Uploads'
    | 'Videos'
    | 'Playback'
    | 'Comments'
    | 'Moderation'
    | 'Search'
    | 'Playlists'
    | 'History'
    | 'Notifications'
    | 'Subscriptions'
    | 'Service';
  summary: string;
  description?: string;
  /** The status of success and its body; `null` for none. */
  answer: Answer;
  /** A success of another kind. */
  otherAnswer?: Answer;
  /** Beside those every operation can answer. */
  errors?: ErrorCode[];
  /** `none` does not even look at a token, so that an expired one cannot stand in the way of a refresh. */
  auth: 'required' | 'optional' | 'none';
  /** What an API key needs to be let in; without it none is. */
  scope?: ApiKeyScope;
};

/** Documents the route it is put in front of, and enforces the authentication it documents. */
export function operation(spec: Operation) {
  const middleware = createMiddleware<AppEnv>(async (c, next) => {
    if (spec.auth !== 'none') c.set('viewer', await c.get('identifyViewer')(spec.scope));
    if (spec.auth === 'required') requireViewer(c.get('viewer'));
    await next();
    // A cookie, unlike a bearer, does not keep shared caches from storing an answer (RFC 9111 §3.5).
    if (c.get('viewer') && !c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'private, no-store');
  });
  return Object.assign(middleware, { [uniqueSymbol]: { spec: toOpenApi(spec) } });
}

const bearerErrors: ErrorCode[] = [
  'unauthenticated',
  'token_invalid',
  'token_expired',
  'insufficient_scope',
  'account_suspended',
];

/** Names the scope in the OpenAPI way: as a role that the bearer must have. */
function securityOf({ auth, scope }: Operation) {
  if (auth === 'none') return [];
  const apiKey = scope === undefined ? [] : [{ apiKey: [scope] }];
  return [{ accessToken: [] }, ...apiKey, ...(auth === 'optional' ? [{}] : [])];
}

export const errorContent = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };

function toOpenApi(spec: Operation): DescribeRouteOptions {
  const responses: ResponsesWithResolver = {};
  for (const answer of [spec.answer, ...(spec.otherAnswer ? [spec.otherAnswer] : [])]) {
    const { status, description, body, contentType = 'application/json' } = answer;
    const content = body === null ? {} : { content: { [contentType]: { schema: resolver(body, { io: 'output' }) } } };
    responses[status] = { description, ...content };
  }
  const errors = [...(spec.errors ?? []), ...(spec.auth === 'none' ? [] : bearerErrors)];
  for (const code of errors) {
    const known = responses[errorStatus[code]];
    const codes = known && 'description' in known ? `${known.description}, \`${code}\`` : `\`${code}\``;
    responses[errorStatus[code]] = { description: codes, content: errorContent };
  }
  return {
    tags: [spec.tag],
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    responses,
    security: securityOf(spec),
  };
}
