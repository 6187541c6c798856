import type { Playback } from '../../shared/contracts/playback.ts';
import { ApiError, callApi, pause } from '../api.ts';

/** Renewed this long before its end, so that a slow segment still arrives under the old token; short lives a third before. */
const RENEW_BEFORE_MS = 30_000;
/** What was refused for the moment is asked for once more after this. */
const ASK_AGAIN_AFTER_MS = 1_000;

export type SessionKeeper = {
  readonly current: Playback;
  /** A session that goes on with the current one; calls while one is being fetched share it. */
  renew(): Promise<Playback>;
  /** `uri` with the newest token in it, after renewing a session that is about to end. */
  refreshUri(uri: string): Promise<string>;
};

export type SessionKeeperOptions = {
  /** Asks the API to go on with the session that `token` belongs to. */
  ask(token: string): Promise<Playback>;
  /** Since the page was asked for. Never jumps, as the time of day does. */
  nowMs(): number;
};

/**
 * Keeps the playback session alive without a timer: whoever fetches media passes its URI through
 * `refreshUri`, so tokens change under a running player without its noticing.
 */
export function createSessionKeeper(videoId: string, first: Playback, options = overHttp(videoId)): SessionKeeper {
  let current = first;
  /** No session is older than its asking; the first came with the page. */
  let askedAtMs = 0;
  let renewing: Promise<Playback> | null = null;

  async function fetchSession(): Promise<Playback> {
    const nowMs = options.nowMs();
    try {
      current = await options.ask(tokenOf(current.hls_url));
      askedAtMs = nowMs;
      return current;
    } finally {
      renewing = null;
    }
  }

  const keeper: SessionKeeper = {
    get current() {
      return current;
    },
    renew() {
      renewing ??= fetchSession();
      return renewing;
    },
    async refreshUri(uri) {
      const lifeMs = current.expires_in_sec * 1000;
      const leftMs = askedAtMs + lifeMs - options.nowMs();
      // While the old token still works a failed renewal is not fatal; the next request tries again.
      if (leftMs <= 0) await keeper.renew();
      else if (leftMs < Math.min(RENEW_BEFORE_MS, lifeMs / 3)) await keeper.renew().catch(() => undefined);
      return withToken(uri, tokenOf(current.hls_url));
    },
  };
  return keeper;
}

function overHttp(videoId: string): SessionKeeperOptions {
  const ask = (token: string) => callApi<Playback>('POST', `/videos/${videoId}/playback`, { token });
  return {
    ask: (token) =>
      ask(token).catch(async (error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'unavailable') throw error;
        await pause(ASK_AGAIN_AFTER_MS);
        return ask(token);
      }),
    nowMs: () => performance.now(),
  };
}

const TOKEN = /\/p\/([^/]+)\//;

function tokenOf(url: string): string {
  return TOKEN.exec(url)?.[1] ?? '';
}

export function withToken(uri: string, token: string): string {
  return uri.replace(TOKEN, `/p/${token}/`);
}
