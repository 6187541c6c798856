import type { ChangeKind } from '../../shared/contracts/changes.ts';
import { LONGEST_TOKEN_LIFE_SEC, type PlaybackClaims } from '../../shared/tokens/playback-token.ts';

/** An entry of the change feed. Users are named as tokens name them, by `shortHash`. */
export type Change = { seq: number; kind: ChangeKind; subject: string };

/** What has been withdrawn, as far as this isolate has heard. All questions are answered from memory. */
export type Revocations = {
  /** The last entry taken in; 0 before the first. */
  seq(): number;
  /** The last entry that took access to this video from somebody; 0 for none. */
  seqOfVideo(videoId: string): number;
  isSuspended(viewer: string): boolean;
  isKeyRevoked(kid: string): boolean;
  /** True when `claims`, signed by `kid`, were decided on before something that takes them back. */
  hasEnded(claims: PlaybackClaims, kid: string): boolean;
  /** True when its session or key is revoked, so that not even a renewal may build on it. */
  hasEndedForGood(claims: PlaybackClaims, kid: string): boolean;
  take(changes: readonly Change[], head: number, nowMs: number): void;
  /** Forgets everything: what is taken in next tells the whole story. */
  reset(): void;
};

type Entry = { seq: number; untilMs: number };

/** No token is older than this, and so no revocation need be remembered longer. */
const KEPT_MS = (LONGEST_TOKEN_LIFE_SEC + 3_600) * 1000;

export function createRevocations(): Revocations {
  let head = 0;
  const videos = new Map<string, Entry>(); // in the order they came, which is that of `untilMs`
  const users = new Map<string, Entry & { suspended: boolean }>();
  const sessions = new Map<string, Entry>();
  const keys = new Set<string>(); // for good: a key that leaked is never to be trusted again

  function put<E extends Entry>(into: Map<string, E>, subject: string, entry: E): void {
    if ((into.get(subject)?.seq ?? 0) >= entry.seq) return; // two answers may overtake each other
    into.delete(subject);
    into.set(subject, entry);
  }

  function forgetOld(from: Map<string, Entry>, nowMs: number): void {
    for (const [subject, { untilMs }] of from) {
      if (untilMs > nowMs) return;
      from.delete(subject);
    }
  }

  const hasEndedForGood = ({ sessionId }: PlaybackClaims, kid: string) => sessions.has(sessionId) || keys.has(kid);

  return {
    seq: () => head,
    seqOfVideo: (videoId) => videos.get(videoId)?.seq ?? 0,
    isSuspended: (viewer) => users.get(viewer)?.suspended === true,
    isKeyRevoked: (kid) => keys.has(kid),
    hasEnded(claims, kid) {
      const { videoId, viewer, seq } = claims;
      const lastSeq = Math.max(videos.get(videoId)?.seq ?? 0, viewer === null ? 0 : (users.get(viewer)?.seq ?? 0));
      return lastSeq > seq || hasEndedForGood(claims, kid);
    },
    hasEndedForGood,
    take(changes, newHead, nowMs) {
      for (const { seq, kind, subject } of changes) {
        const entry = { seq, untilMs: nowMs + KEPT_MS };
        if (kind === 'video_revoked') put(videos, subject, entry);
        if (kind === 'user_revoked') put(users, subject, { ...entry, suspended: true });
        if (kind === 'user_restored') put(users, subject, { ...entry, suspended: false });
        if (kind === 'session_revoked') put(sessions, subject, entry);
        if (kind === 'key_revoked') keys.add(subject);
      }
      head = Math.max(head, newHead);
      for (const each of [videos, users, sessions]) forgetOld(each, nowMs);
    },
    reset() {
      head = 0;
      for (const each of [videos, users, sessions, keys]) each.clear();
    },
  };
}
