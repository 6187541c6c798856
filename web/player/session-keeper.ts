import type { Playback } from '../../shared/contracts/playback.ts';
import { callApi } from '../api.ts';

/** Renewed this long before its end, so that a slow segment still arrives under the old token. */
const RENEW_BEFORE_MS = 30_000;

export type SessionKeeper = {
  readonly current: Playback;
  /** A new session; calls while one is being fetched share it. */
  renew(): Promise<Playback>;
  /** `uri` with the newest token in it, after renewing a session that is about to end. */
  refreshUri(uri: string): Promise<string>;
};

/**
 * Keeps the playback session alive without a timer: whoever fetches media passes its URI through
 * `refreshUri`, so tokens change under a running player without its noticing.
 */
export function createSessionKeeper(videoId: string, first: Playback): SessionKeeper {
  let current = first;
  let renewing: Promise<Playback> | null = null;

  async function fetchSession(): Promise<Playback> {
    try {
      current = await callApi<Playback>('POST', `/videos/${videoId}/playback`);
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
      const leftMs = Date.parse(current.expires_at) - Date.now();
      // While the old token still works a failed renewal is not fatal; the next request tries again.
      if (leftMs < 0) await keeper.renew();
      else if (leftMs < RENEW_BEFORE_MS) await keeper.renew().catch(() => undefined);
      return withToken(uri, tokenOf(current.hls_url));
    },
  };
  return keeper;
}

const TOKEN = /\/p\/([^/]+)\//;

function tokenOf(url: string): string {
  return TOKEN.exec(url)?.[1] ?? '';
}

export function withToken(uri: string, token: string): string {
  return uri.replace(TOKEN, `/p/${token}/`);
}
