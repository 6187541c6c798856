import { fromBase64Url, toBase64Url } from './base64url.ts';
import { deriveHmacKey } from './derived-key.ts';

export const signatureHeader = 'x-kinora-signature';
/** How far apart the two clocks and the way between may put signing and checking. */
export const SIGNATURE_WINDOW_SEC = 60;

export type InternalSigner = {
  /** The header's value for this body at this path: `t=<unix seconds>,v1=<HMAC, base64url>`. */
  sign(path: string, body: string, nowMs: number): Promise<string>;
  /** False for anything but a signature of this very path and body made within the window. Never throws. */
  verify(path: string, body: string, header: string | null, nowMs: number): Promise<boolean>;
};

/**
 * Signs what one service of ours tells another over a public address. A captured request can be sent again within
 * the window, so what it orders must be harmless twice: carry an id.
 */
export async function createInternalSigner(internalKey: string, purpose: string): Promise<InternalSigner> {
  const key = await deriveHmacKey(internalKey, `signature ${purpose}`);
  const signed = (timeSec: number, path: string, body: string) =>
    new TextEncoder().encode(`${timeSec}\n${path}\n${body}`);
  return {
    async sign(path, body, nowMs) {
      const timeSec = Math.floor(nowMs / 1000);
      const mac = await crypto.subtle.sign('HMAC', key, signed(timeSec, path, body));
      return `t=${timeSec},v1=${toBase64Url(new Uint8Array(mac))}`;
    },
    async verify(path, body, header, nowMs) {
      const [, time, text] = /^t=([1-9]\d{9}),v1=([A-Za-z0-9_-]{43})$/.exec(header ?? '') ?? [];
      const mac = text === undefined ? null : fromBase64Url(text);
      if (!mac || Math.abs(nowMs / 1000 - Number(time)) > SIGNATURE_WINDOW_SEC) return false;
      return crypto.subtle.verify('HMAC', key, mac, signed(Number(time), path, body));
    },
  };
}
