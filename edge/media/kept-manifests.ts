import type { TextVariant } from './text-variants.ts';

/** A manifest just as it is sent, but for the request's id. */
export type KeptManifest = {
  bytes: Uint8Array<ArrayBuffer>;
  init: { readonly headers: Headers; readonly encodeBody: 'automatic' | 'manual' };
  /** From then on it may have grown. */
  untilMs: number;
};

/** Ready answers of this isolate, by object and variant; a look-up neither waits nor allocates much. */
export type KeptManifests = {
  get(key: string, variant: TextVariant): KeptManifest | null;
  put(key: string, variant: TextVariant, manifest: KeptManifest): void;
};

const MAX_BYTES = 8 * 1024 * 1024;

export function createKeptManifests({ now, maxBytes = MAX_BYTES }: { now: () => number; maxBytes?: number }) {
  const kept = new Map<string, KeptManifest>(); // insertion order: the first was made first
  let heldBytes = 0;
  const nameOf = (key: string, { ladderCap, gzip }: TextVariant) => `${gzip ? 'z' : ''}${ladderCap} ${key}`;

  function remove(name: string): void {
    heldBytes -= kept.get(name)?.bytes.length ?? 0;
    kept.delete(name);
  }

  return {
    get(key, variant) {
      const manifest = kept.get(nameOf(key, variant));
      return manifest !== undefined && now() < manifest.untilMs ? manifest : null;
    },
    put(key, variant, manifest) {
      const name = nameOf(key, variant);
      remove(name);
      kept.set(name, manifest);
      heldBytes += manifest.bytes.length;
      for (const oldest of kept.keys()) {
        if (heldBytes <= maxBytes) return;
        remove(oldest);
      }
    },
  } satisfies KeptManifests;
}
