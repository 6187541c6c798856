import type { Log } from '../../platform/log.ts';
import type { ApiKeyScope } from '../../shared/contracts/api-keys.ts';
import type { AccessTokenClaims } from '../../shared/contracts/auth.ts';

/** Who is asking, as the verified access token or API key says. */
export type Viewer = {
  userId: string;
  username: string;
  role: AccessTokenClaims['role'];
  /** The sign-in; `null` when it is not known. */
  sessionId: string | null;
  /** `null` for a person who is signed in. */
  apiKey: { keyId: string; scopes: readonly ApiKeyScope[] } | null;
};

/** What the middleware leaves in Hono's context for the routes. */
export type AppEnv = {
  Variables: {
    requestId: string;
    /** `null` when the request did not come through the edge. */
    clientAddress: string | null;
    /** ISO 3166-1 alpha-2; `null` when the edge does not know it, or the request did not come through it. */
    clientCountry: string | null;
    log: Log;
    /** An API key is let in when it has `scope`, so never without one; `any` only identifies. Throws `insufficient_scope`. */
    identifyViewer: (scope?: ApiKeyScope | 'any') => Promise<Viewer | null>;
    /** Set by `operation`. */
    viewer: Viewer | null;
    /** Of a request with an `Idempotency-Key`: the id for what it makes, the same in every attempt. */
    operationId?: string;
  };
};
