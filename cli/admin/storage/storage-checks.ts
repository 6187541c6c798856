import type { ObjectStore } from '../../../platform/object-store/object-store.ts';

export type CheckContext = {
  store: ObjectStore;
  /** Everything the checks make is below it. */
  prefix: string;
  /** Origin (RFC 6454) of the pages that upload. */
  pageOrigin: string;
};

/** Resolves with what was seen, or throws an error that says what is wrong. */
export type Check = { name: string; run(context: CheckContext): Promise<string> };

/** Not wrong, and not known to be right either. */
export class CheckSkipped extends Error {}

const opaque = { contentType: 'application/octet-stream' };
const content = new TextEncoder().encode('Kinora looks whether this store works.\n'.repeat(100));
const mebibyte = 1 << 20;

/** In the order they run: later ones stand on earlier ones. */
export const storageChecks: readonly Check[] = [
  {
    name: 'put',
    async run({ store, prefix }) {
      await store.putBytes(`${prefix}object`, content, opaque);
      return 'an object was stored';
    },
  },
  {
    name: 'get',
    async run({ store, prefix }) {
      const whole = await read(store, `${prefix}object`);
      if (Buffer.compare(whole, content) !== 0) throw new Error('the object came back with other bytes');
      const range = await read(store, `${prefix}object`, { start: 7, end: 16 });
      if (Buffer.compare(range, content.subarray(7, 17)) !== 0)
        throw new Error('a byte range came back wrong: players could not seek');
      return 'it came back whole, and by byte range';
    },
  },
  {
    name: 'list',
    async run({ store, prefix }) {
      const keys = (await Array.fromAsync(store.list(prefix))).map(({ key }) => key);
      if (!keys.includes(`${prefix}object`)) throw new Error('a stored object is not in the list');
      return 'it is in the list';
    },
  },
  {
    name: 'copy',
    async run({ store, prefix }) {
      await store.copy(`${prefix}object`, `${prefix}copy`);
      if ((await store.head(`${prefix}copy`))?.sizeBytes !== content.length)
        throw new Error('the copy has another size');
      return 'it was copied inside the store';
    },
  },
  {
    name: 'multipart',
    async run({ store, prefix }) {
      const at = await beginUpload(store, `${prefix}multipart`);
      const parts = [];
      for (const [index, sizeBytes] of [5 * mebibyte, 1].entries()) {
        const partNumber = index + 1;
        parts.push({ partNumber, ...(await store.putPart({ ...at, partNumber }, new Uint8Array(sizeBytes))) });
      }
      await store.completeMultipartUpload({ ...at, parts });
      if ((await store.head(at.key))?.sizeBytes !== 5 * mebibyte + 1) throw new Error('the object has another size');
      return 'two parts made one object';
    },
  },
  {
    name: 'presigned PUT',
    async run({ store, prefix }) {
      const at = await beginUpload(store, `${prefix}presigned`);
      const url = await signedUrl(store, at, 3);
      const wrong = await request(url, { method: 'PUT', body: '12345' });
      const right = await request(url, { method: 'PUT', body: '123' });
      await store.abortMultipartUpload(at);
      if (!right.ok)
        throw new Error(`a signed part was refused with ${right.status}: ${(await right.text()).slice(0, 300)}`);
      if (wrong.ok) throw new Error('a body of another size than was signed was taken');
      return `parts can be sent to ${new URL(url).origin}, of the signed size alone`;
    },
  },
  {
    name: 'CORS',
    async run({ store, prefix, pageOrigin }) {
      const at = await beginUpload(store, `${prefix}cors`);
      const url = await signedUrl(store, at, 3);
      const asked = { origin: pageOrigin, 'access-control-request-method': 'PUT' };
      const preflight = await request(url, { method: 'OPTIONS', headers: asked });
      const sent = await request(url, { method: 'PUT', headers: { origin: pageOrigin }, body: '123' });
      await store.abortMultipartUpload(at);
      const allowed = [pageOrigin, '*'];
      if (!allowed.includes(preflight.headers.get('access-control-allow-origin') ?? ''))
        throw new Error(`pages of ${pageOrigin} may not send parts; ./kinora admin storage setup allows it`);
      if (!/\bPUT\b|^\*$/.test(preflight.headers.get('access-control-allow-methods') ?? ''))
        throw new Error(`pages of ${pageOrigin} may not PUT; ./kinora admin storage setup allows it`);
      if (!/\betag\b/i.test(sent.headers.get('access-control-expose-headers') ?? ''))
        throw new Error('pages cannot read the ETag of their parts; ./kinora admin storage setup allows it');
      return `pages of ${pageOrigin} may send parts`;
    },
  },
  {
    name: 'clock',
    async run({ store, prefix }) {
      const at = await beginUpload(store, `${prefix}clock`);
      const response = await request(await signedUrl(store, at, 0), { method: 'OPTIONS' });
      await store.abortMultipartUpload(at);
      const date = Date.parse(response.headers.get('date') ?? '');
      if (Number.isNaN(date)) throw new CheckSkipped('the store does not say what time it has');
      const skewSec = Math.round(Math.abs(Date.now() - date) / 1000);
      if (skewSec > 60)
        throw new Error(`the store's clock and this machine's differ by ${skewSec} s: signed URLs fail`);
      return 'the clocks agree to a minute';
    },
  },
  {
    name: 'delete',
    async run({ store, prefix }) {
      await removeAll(store, prefix);
      if ((await store.head(`${prefix}object`)) !== null) throw new Error('a deleted object is still there');
      return 'everything was deleted again';
    },
  },
];

/** Whatever a failed check left behind. */
export async function removeAll(store: ObjectStore, prefix: string): Promise<void> {
  for await (const { key, uploadId } of store.listMultipartUploads(prefix))
    await store.abortMultipartUpload({ key, uploadId });
  await store.delete((await Array.fromAsync(store.list(prefix))).map(({ key }) => key));
}

async function beginUpload(store: ObjectStore, key: string) {
  return { key, uploadId: (await store.createMultipartUpload(key, opaque)).uploadId };
}

async function signedUrl(
  store: ObjectStore,
  at: { key: string; uploadId: string },
  sizeBytes: number,
): Promise<string> {
  return (await store.signPartUrl({ ...at, partNumber: 1, sizeBytes, expiresInSec: 300 })).url;
}

async function read(store: ObjectStore, key: string, range?: { start: number; end: number }): Promise<Uint8Array> {
  const found = await store.get(key, range && { range });
  if (!found) throw new Error('the object is not found');
  return new Response(found.body).bytes();
}

/** As a client would; the directory store has nobody to answer unless Kinora runs. */
async function request(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(15_000) });
  } catch (cause) {
    if (new URL(url).pathname.startsWith('/storage/parts/'))
      throw new CheckSkipped(`nobody answers at ${new URL(url).origin}; run this while Kinora runs`);
    throw new Error(
      `${new URL(url).origin} cannot be reached from here; set KINORA_S3_PUBLIC_ENDPOINT to an address that clients can reach`,
      { cause },
    );
  }
}
