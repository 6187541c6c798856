import { createHash } from 'node:crypto';

/** The same bytes for the same seed, without a pattern. */
export function noise(sizeBytes: number, seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4));
  let state = seed;
  for (let index = 0; index < words.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, sizeBytes);
}

export function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(value);
}

export function sha256(bytes: Uint8Array | null): string {
  return bytes === null ? 'no object' : createHash('sha256').update(bytes).digest('hex');
}
