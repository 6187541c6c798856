import { parse, stringify } from 'uuid';
import { deriveHmacKey } from './derived-key.ts';

/**
 * Ids of playback sessions that only the edge can make, so that a view cannot be reported for a session that never was.
 * A UUIDv7 (RFC 9562 §5.7) whose last 48 bits are a MAC over the rest and the video: nothing has to be remembered.
 */
export type SessionIds = {
  issue(videoId: string, nowMs: number): Promise<string>;
  /** When the session of this video began, Unix milliseconds; null for an id that was not issued for it. */
  check(sessionId: string, videoId: string): Promise<number | null>;
};

/** Offset of the MAC: what a forger would have to guess, online, under a rate limit. */
const MAC_AT = 10;
const encoder = new TextEncoder();
const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export async function createSessionIds(internalKey: string): Promise<SessionIds> {
  const key = await deriveHmacKey(internalKey, 'session ids');

  async function macOf(head: Uint8Array, videoId: string): Promise<Uint8Array> {
    const text = encoder.encode(videoId);
    const signed = new Uint8Array(head.length + text.length);
    signed.set(head);
    signed.set(text, head.length);
    return new Uint8Array(await crypto.subtle.sign('HMAC', key, signed), 0, 16 - MAC_AT);
  }

  return {
    async issue(videoId, nowMs) {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      for (let index = 0; index < 6; index++) bytes[index] = Math.floor(nowMs / 2 ** (8 * (5 - index)));
      bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
      bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
      bytes.set(await macOf(bytes.subarray(0, MAC_AT), videoId), MAC_AT);
      return stringify(bytes);
    },
    async check(sessionId, videoId) {
      if (!SHAPE.test(sessionId)) return null;
      const bytes = parse(sessionId);
      const mac = await macOf(bytes.subarray(0, MAC_AT), videoId);
      let difference = 0; // looks at every byte, so that the time tells nothing
      for (const [index, byte] of mac.entries()) difference |= byte ^ (bytes[MAC_AT + index] ?? 0);
      return difference === 0 ? Number.parseInt(sessionId.slice(0, 8) + sessionId.slice(9, 13), 16) : null;
    },
  };
}
