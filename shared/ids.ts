import { v7 } from 'uuid';
import * as z from 'zod';
import { toBase64Url } from './base64url.ts';

/** 11 URL-safe characters carrying 64 random bits; no order, so a video's age cannot be guessed from it. */
export const videoIdSchema = z.string().regex(/^[A-Za-z0-9_-]{11}$/, 'must be an 11-character video id');

/** Time-ordered UUIDv7 (RFC 9562 §5.7), so that primary keys append instead of scattering. */
export const idSchema = z.uuid();

/** Never begins with a dash: on a command line that is an option. */
export function newVideoId(): string {
  for (;;) {
    const id = toBase64Url(crypto.getRandomValues(new Uint8Array(8)));
    if (!id.startsWith('-')) return id;
  }
}

export function newId(): string {
  return v7();
}
