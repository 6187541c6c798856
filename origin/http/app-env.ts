import type { Log } from '../../platform/log.ts';
import type { AccessTokenClaims } from '../../shared/contracts/auth.ts';

/** Who is asking, as the verified access token says. */
export type Viewer = { userId: string; username: string; role: AccessTokenClaims['role'] };

/** What the middleware leaves in Hono's context for the routes. */
export type AppEnv = {
  Variables: {
    requestId: string;
    /** `null` when the request did not come through the edge. */
    clientAddress: string | null;
    log: Log;
    identifyViewer: () => Promise<Viewer | null>;
    /** Set by `operation`. */
    viewer: Viewer | null;
  };
};
