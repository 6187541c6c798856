import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { AppError, isErrorBody } from '../../shared/errors.ts';
import { noise, sha256, text } from '../../testkit/bytes.ts';
import { describeObjectStore } from '../../testkit/object-store-contract.ts';
import { tempDir } from '../../testkit/services.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { createFilesystemStore, type FilesystemStore } from './filesystem-store.ts';

const signingKey = 'c2lnbmluZy1rZXktb2YtdGhlLW9iamVjdC1zdG9yZS0';
const mebibyte = 1 << 20;

describeObjectStore('filesystem', openStore);

/** A store in a directory of its own and a server for its part URLs. */
async function openStore() {
  const dir = await tempDir();
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      try {
        return await store.receivePart(request);
      } catch (error) {
        if (!(error instanceof AppError)) return new Response(String(error), { status: 500 });
        return Response.json(error.toBody(), { status: error.status, headers: error.headers });
      }
    },
  });
  const publicUrl = `http://127.0.0.1:${server.port}`;
  const store: FilesystemStore = createFilesystemStore({ rootDir: dir.path, publicUrl, signingKey });
  const close = async () => {
    await server.stop(true);
    await dir.remove();
  };
  return { store, rootDir: dir.path, publicUrl, close };
}

describe('filesystem store', () => {
  let opened: Awaited<ReturnType<typeof openStore>>;
  beforeAll(async () => {
    opened = await openStore();
  });
  afterAll(() => opened.close());

  const begin = async (sizeBytes: number, expiresInSec = 60) => {
    const key = `originals/${crypto.randomUUID()}`;
    const { uploadId } = await opened.store.createMultipartUpload(key, { contentType: 'video/mp4' });
    const part = { key, uploadId, partNumber: 1, sizeBytes, expiresInSec };
    return { key, uploadId, url: new URL((await opened.store.signPartUrl(part)).url) };
  };
  const answer = async (url: URL, init: RequestInit & { duplex?: 'half' }) => {
    const response = await fetch(url, init);
    const body: unknown = await response.json().catch(() => null);
    return { status: response.status, code: isErrorBody(body) ? body.error.code : null, headers: response.headers };
  };
  const filesBelow = async (folder: string) =>
    (await readdir(join(opened.rootDir, folder), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name);

  test('a part URL answers a quoted ETag and stable codes for what it refuses', async () => {
    const { url, uploadId, key } = await begin(4);
    const good = await answer(url, { method: 'PUT', body: 'good' });
    expect([good.status, good.headers.get('etag')]).toEqual([200, '"8fd5817694f22a10942c66ce5abe35a0"']);
    expect(await answer(url, { method: 'GET' })).toMatchObject({ status: 405, code: 'method_not_allowed' });
    expect(await answer(url, { method: 'PUT', body: 'toolong' })).toMatchObject({
      status: 413,
      code: 'payload_too_large',
    });
    expect(await answer(url, { method: 'PUT', body: 'sho' })).toMatchObject({ status: 422, code: 'size_mismatch' });
    const chunked = new ReadableStream({
      start(controller) {
        controller.enqueue(text('good'));
        controller.close();
      },
    });
    expect(await answer(url, { method: 'PUT', body: chunked, duplex: 'half' })).toMatchObject({ status: 411 });
    const forged = new URL(url);
    forged.searchParams.set('size', '5');
    expect(await answer(forged, { method: 'PUT', body: 'evil!' })).toMatchObject({
      status: 403,
      code: 'signature_invalid',
    });
    await opened.store.abortMultipartUpload({ key, uploadId });
    expect(await answer(url, { method: 'PUT', body: 'late' })).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('an expired URL says so, by the given clock', async () => {
    let nowMs = Date.now();
    const { rootDir, publicUrl } = opened;
    const store = createFilesystemStore({ rootDir, publicUrl, signingKey, clock: () => nowMs });
    const { key, uploadId } = await begin(4);
    const { url, expiresAt } = await store.signPartUrl({
      key,
      uploadId,
      partNumber: 1,
      sizeBytes: 4,
      expiresInSec: 60,
    });
    const request = () => new Request(url, { method: 'PUT', body: 'good', headers: { 'content-length': '4' } });
    nowMs = expiresAt.getTime() - 1;
    expect((await store.receivePart(request())).status).toBe(200);
    nowMs = expiresAt.getTime();
    await expect(store.receivePart(request())).rejects.toMatchObject({ code: 'url_expired' });
  });

  test('a client that goes away in the middle leaves no part and no file', async () => {
    const { url, uploadId, key } = await begin(50 * mebibyte);
    const socket = connect(Number(url.port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: x\r\ncontent-length: ${50 * mebibyte}\r\n\r\n`);
    socket.write(noise(5 * mebibyte, 1));
    const folder = join('uploads', uploadId);
    await waitFor(async () => (await filesBelow(folder)).length === 2, { what: 'the part to be coming in' });
    socket.destroy();
    await waitFor(async () => (await filesBelow(folder)).length === 1, { what: 'the rest to be removed' });
    expect(await opened.store.listParts({ key, uploadId })).toEqual([]);
  });

  test('finished and aborted uploads leave nothing but the object', async () => {
    const { key, uploadId, url } = await begin(4);
    await fetch(url, { method: 'PUT', body: 'good' });
    const parts = (await opened.store.listParts({ key, uploadId })) ?? [];
    await opened.store.completeMultipartUpload({ key, uploadId, parts });
    expect(await filesBelow('temporary')).toEqual([]);
    expect(await readdir(join(opened.rootDir, 'uploads'))).not.toContain(uploadId);
  });

  test('what a dead writer left is removed when it is old, and nothing else', async () => {
    const { rootDir, store } = opened;
    await store.putBytes('leftovers/kept', new Uint8Array(4), { contentType: 'video/mp4' });
    const { key, uploadId } = await begin(4);
    for (const path of ['old', 'condemned/1.part']) await Bun.write(join(rootDir, 'temporary', path), 'half');
    const madeAtMs = Date.now();
    await waitFor(() => Date.now() > madeAtMs + 20);
    const before = new Date();
    await waitFor(() => Date.now() > before.getTime() + 20);
    await Bun.write(join(rootDir, 'temporary', 'young'), 'half');
    await store.removeLeftovers(before);
    expect(await readdir(join(rootDir, 'temporary'))).toEqual(['young']);
    expect((await store.head('leftovers/kept'))?.sizeBytes).toBe(4);
    expect(await store.listParts({ key, uploadId })).toEqual([]);
    await store.removeLeftovers(new Date(Date.now() + 60_000));
    expect(await readdir(join(rootDir, 'temporary'))).toEqual([]);
  });

  test('a deleted object takes its empty folders along, and never those of others', async () => {
    const put = (key: string) => opened.store.putBytes(key, text('1'), { contentType: 'video/x-odd' });
    for (const key of ['tidy/a/b/one', 'tidy/a/b/two', 'tidy/a/c']) await put(key);
    await opened.store.delete(['tidy/a/b/one', 'tidy/a/b/two', 'tidy/a/b/never-was']);
    for (const part of ['objects', 'metadata'])
      expect(await readdir(join(opened.rootDir, part, 'tidy/a'))).toEqual([expect.stringMatching(/^c/)]);
    await opened.store.delete(['tidy/a/c']);
    for (const part of ['objects', 'metadata']) expect(await readdir(join(opened.rootDir, part))).not.toContain('tidy');
  });

  test('objects that come and go in one folder at the same time do not disturb each other', async () => {
    const turns = Array.from({ length: 40 }, (_, index) => `busy/folder/${index % 4}`);
    await Promise.all(
      turns.map(async (key) => {
        await opened.store.putBytes(key, text('1'), { contentType: 'text/plain' });
        await opened.store.delete([key]);
      }),
    );
    await opened.store.putBytes('busy/folder/last', text('1'), { contentType: 'text/plain' });
    expect(await opened.store.head('busy/folder/last')).not.toBeNull();
  });

  test('nothing outside the root is listed, whatever the prefix', async () => {
    for (const prefix of ['../', '..', '/', './', 'a/../../', '\0'])
      expect(await Array.fromAsync(opened.store.list(prefix))).toEqual([]);
  });

  test('a name that is already a folder is a conflict, not a mess', async () => {
    await opened.store.putBytes('folder/object', text('1'), { contentType: 'text/plain' });
    const put = (key: string) => opened.store.putBytes(key, text('2'), { contentType: 'text/plain' });
    await expect(put('folder')).rejects.toMatchObject({ code: 'conflict' });
    await expect(put('folder/object/below')).rejects.toMatchObject({ code: 'conflict' });
    expect(await opened.store.head('folder')).toBeNull();
    expect(await opened.store.get('folder')).toBeNull();
    expect(await opened.store.get('folder/object/below')).toBeNull();
  });

  test('signing needs a real key', async () => {
    const options = { rootDir: opened.rootDir, publicUrl: opened.publicUrl };
    for (const key of ['', 'null', 'undefined', 'c2hvcnQ', `${signingKey}!`])
      expect(() => createFilesystemStore({ ...options, signingKey: key })).toThrow(/signing key/);
    const part = { key: 'a', uploadId: 'x', partNumber: 1, sizeBytes: 1, expiresInSec: 60 };
    await expect(createFilesystemStore(options).signPartUrl(part)).rejects.toThrow(/without a signing key/);
  });

  test('kill -9 while completing leaves the upload or the whole object, and completing again ends it', async () => {
    const bodies = [noise(20 * mebibyte, 1), noise(20 * mebibyte, 2), noise(999, 3)];
    const expected = sha256(Buffer.concat(bodies));
    const outcomes: string[] = [];
    for (const delayMs of [0, 2, 5, 10, 15, 20, 30, 45, 70]) {
      const { key, uploadId } = await begin(0);
      for (const [index, body] of bodies.entries()) {
        const part = { key, uploadId, partNumber: index + 1, sizeBytes: body.length, expiresInSec: 60 };
        await fetch((await opened.store.signPartUrl(part)).url, { method: 'PUT', body });
      }
      const parts = (await opened.store.listParts({ key, uploadId })) ?? [];
      const arrived = parts.map(({ partNumber, etag }) => ({ partNumber, etag }));
      await killDuring(opened.rootDir, { key, uploadId, parts: arrived }, delayMs);

      const found = await opened.store.head(key);
      outcomes.push(found ? 'object' : 'upload');
      if (!found) expect(await opened.store.listParts({ key, uploadId })).toHaveLength(3);
      await opened.store.completeMultipartUpload({ key, uploadId, parts: arrived });
      expect(await opened.store.listParts({ key, uploadId })).toBeNull();
      const whole = await opened.store.get(key);
      expect(whole?.info).toMatchObject({
        contentType: 'video/mp4',
        etag: expect.stringMatching(/^"[0-9a-f]{32}-3"$/),
      });
      expect(sha256(new Uint8Array(await new Response(whole?.body).arrayBuffer()))).toBe(expected);
    }
    expect(outcomes).toContain('upload');
  }, 60_000);

  test('kill -9 while completing leaves an upload of one file to look at and to complete, or the object', async () => {
    const body = noise(5_000, 1);
    const beginOne = async () => {
      const { key, uploadId } = await begin(body.length);
      return {
        key,
        uploadId,
        parts: [{ ...(await opened.store.putPart({ key, uploadId, partNumber: 1 }, body)), partNumber: 1 }],
      };
    };
    for (let share = 0; share < 1; share += 1 / 16) {
      const last = await beginOne();
      await killInLast(opened.rootDir, [await beginOne(), await beginOne(), await beginOne(), last], share);
      const left = await opened.store.listParts(last);
      if (left !== null) expect(left).toMatchObject(last.parts);
      await opened.store.completeMultipartUpload(last);
      expect(await opened.store.listParts(last)).toBeNull();
      expect(sha256(await new Response((await opened.store.get(last.key))?.body).bytes())).toBe(sha256(body));
    }
  }, 60_000);

  // A small file system of its own needs the right to mount one.
  const canMount = Bun.spawnSync(['unshare', '-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).success;
  test.skipIf(!canMount)('a full disk answers storage_full and takes nothing half', async () => {
    await using dir = await tempDir();
    const script = `
      const { createFilesystemStore } = await import(${JSON.stringify(join(import.meta.dir, 'filesystem-store.ts'))});
      const store = createFilesystemStore({ rootDir: process.argv[1], publicUrl: 'http://x', signingKey: '${signingKey}' });
      const { uploadId } = await store.createMultipartUpload('a', { contentType: 'video/mp4' });
      const { url } = await store.signPartUrl({ key: 'a', uploadId, partNumber: 1, sizeBytes: 8e6, expiresInSec: 60 });
      const request = new Request(url, { method: 'PUT', body: new Uint8Array(8e6), headers: { 'content-length': '8000000' } });
      const part = await store.receivePart(request).catch((error) => error.code);
      const put = await store.putBytes('b', new Uint8Array(8e6), { contentType: 'video/mp4' }).catch((error) => error.code);
      const small = await store.putBytes('c', new Uint8Array(1e6), { contentType: 'video/mp4' });
      console.log(JSON.stringify([part, put, await store.listParts({ key: 'a', uploadId }), await store.head('b')]));`;
    const mounted = 'mount -t tmpfs -o size=4m tmpfs "$1" && exec "$2" -e "$3" "$1"';
    const child = Bun.spawnSync(['unshare', '-rm', 'sh', '-c', mounted, 'sh', dir.path, process.execPath, script]);
    expect(child.stderr.toString()).toBe('');
    expect(JSON.parse(child.stdout.toString())).toEqual(['storage_full', 'storage_full', [], null]);
  });
});

/** Completes an upload in another process and kills that `delayMs` after it began. */
async function killDuring(rootDir: string, upload: object, delayMs: number): Promise<void> {
  const script = `
    const { createFilesystemStore } = await import(${JSON.stringify(join(import.meta.dir, 'filesystem-store.ts'))});
    const store = createFilesystemStore({ rootDir: process.argv[1], publicUrl: 'http://x' });
    process.stdout.write('begun');
    await store.completeMultipartUpload(JSON.parse(process.argv[2]));`;
  const child = Bun.spawn([process.execPath, '-e', script, rootDir, JSON.stringify(upload)], { stderr: 'inherit' });
  const reader = child.stdout.getReader();
  await reader.read();
  await Bun.sleep(delayMs);
  child.kill('SIGKILL');
  await child.exited;
}

/** A process that completes uploads and dies in the last, after `share` of the time that the one before it took. */
async function killInLast(rootDir: string, uploads: object[], share: number): Promise<void> {
  const script = `
    const { createFilesystemStore } = await import(${JSON.stringify(join(import.meta.dir, 'filesystem-store.ts'))});
    const store = createFilesystemStore({ rootDir: process.argv[1], publicUrl: 'http://x' });
    const uploads = JSON.parse(process.argv[2]);
    let startMs;
    for (const upload of uploads.slice(0, -1)) {
      startMs = performance.now();
      await store.completeMultipartUpload(upload);
    }
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), (performance.now() - startMs) * ${share});
    await store.completeMultipartUpload(uploads.at(-1));`;
  await Bun.spawn([process.execPath, '-e', script, rootDir, JSON.stringify(uploads)], { stderr: 'inherit' }).exited;
}
