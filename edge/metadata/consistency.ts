import { fromBase64Url, toBase64Url } from '../../shared/base64url.ts';
import { consistencyHeader, internalHeaders } from '../../shared/http-headers.ts';
import { newReads, type Reads } from './reads.ts';

/**
 * Lets viewers see their own writes although reads come from caches and replicas: the answer to a write carries, signed,
 * the replication index that the database had reached after it, and reads that bring it along are not answered from before.
 * Signed, since an invented index would make every read wait for a state that never comes.
 */
export type Consistency = {
  /** What the viewer's last write demands; nothing for a missing, foreign or expired token. */
  read(headers: Headers): Promise<Reads>;
  /** True when origin is to tell how far the database has come. */
  concerns(method: string, path: string): boolean;
  /** Headers for the viewer, from origin's answer to a write. */
  issue(originHeaders: Headers, overTls: boolean): Promise<[name: string, value: string][]>;
};

/** By then every cache and every replica that is not broken has the write. */
const TTL_SEC = 60;
const COOKIE = 'kinora_consistency';
const SHAPE = /^c1\.([1-9]\d{9})\.([1-9]\d{0,14})\.([A-Za-z0-9_-]{43})$/;
/** The key signs other things too. */
const CONTEXT = 'kinora consistency\n';
const encoder = new TextEncoder();

export async function createConsistency(options: { internalKey: string; now: () => number }): Promise<Consistency> {
  const { internalKey, now } = options;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const bytes = fromBase64Url(internalKey) ?? new Uint8Array();
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign', 'verify']);

  async function verified(token: string): Promise<number> {
    const [, exp, index, sig] = SHAPE.exec(token) ?? [];
    const signature = fromBase64Url(sig ?? '');
    if (!signature || Number(exp) * 1000 <= now()) return 0;
    const signed = encoder.encode(`${CONTEXT}c1.${exp}.${index}`);
    return (await crypto.subtle.verify('HMAC', key, signature, signed)) ? Number(index) : 0;
  }

  return {
    async read(headers) {
      const token = headers.get(consistencyHeader) ?? cookieOf(headers.get('cookie'));
      return newReads(token === null ? 0 : await verified(token));
    },
    concerns: (method, path) =>
      !/^(?:GET|HEAD|OPTIONS)$/.test(method) &&
      path.startsWith('/api/v1/') &&
      !/^\/api\/v1\/(?:auth|views)\b/.test(path),
    async issue(originHeaders, overTls) {
      const index = originHeaders.get(internalHeaders.replicationIndex) ?? '';
      if (!/^[1-9]\d{0,14}$/.test(index)) return [];
      const body = `c1.${Math.floor(now() / 1000) + TTL_SEC}.${index}`;
      const signature = await crypto.subtle.sign('HMAC', key, encoder.encode(CONTEXT + body));
      const token = `${body}.${toBase64Url(new Uint8Array(signature))}`;
      const attributes = `Path=/; Max-Age=${TTL_SEC}; HttpOnly; SameSite=Lax${overTls ? '; Secure' : ''}`;
      return [
        [consistencyHeader, token],
        ['set-cookie', `${COOKIE}=${token}; ${attributes}`],
      ];
    },
  };
}

function cookieOf(header: string | null): string | null {
  return header === null ? null : (/(?:^|;\s*)kinora_consistency=([\w.-]+)/.exec(header)?.[1] ?? null);
}
