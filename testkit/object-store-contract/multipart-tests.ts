import { expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { noise, sha256, text } from '../bytes.ts';
import { waitFor } from '../wait-for.ts';
import { expectCode, partBytes, put, type Suite } from './suite.ts';

/** Uploads in parts through signed URLs. */
export function declareMultipartTests(suite: Suite): void {
  const { newPrefix, read, keysBelow, begin, sign, send } = suite;

  test('parts in any order, in parallel, make exactly the bytes', async () => {
    const upload = await begin(`${newPrefix()}film`);
    const bodies = [noise(partBytes, 1), noise(partBytes, 2), noise(1_234_567, 3)];
    const third = await send(upload, 3, at(bodies, 2));
    const [second, first] = await Promise.all([send(upload, 2, at(bodies, 1)), send(upload, 1, at(bodies, 0))]);
    expect(await suite.store.head(upload.key)).toBeNull();
    await suite.store.completeMultipartUpload({ ...upload, parts: [third, first, second] });

    expect(sha256(await read(upload.key))).toBe(sha256(Buffer.concat(bodies)));
    const etags = [first, second, third].map(({ etag }) => Buffer.from(etag.replaceAll('"', ''), 'hex'));
    expect(await suite.store.head(upload.key)).toMatchObject({
      sizeBytes: 2 * partBytes + 1_234_567,
      contentType: 'video/mp4',
      etag: `"${createHash('md5').update(Buffer.concat(etags)).digest('hex')}-3"`,
    });
  }, 60_000);

  test('parts put through this process stand beside those sent to URLs', async () => {
    const upload = await begin(`${newPrefix()}through`);
    const bodies = [noise(partBytes, 5), text('the end')];
    const first = { partNumber: 1, ...(await suite.store.putPart({ ...upload, partNumber: 1 }, at(bodies, 0))) };
    const second = await send(upload, 2, at(bodies, 1));
    expect(await suite.store.listParts(upload)).toEqual([
      { ...first, sizeBytes: partBytes },
      { ...second, sizeBytes: 7 },
    ]);
    await suite.store.completeMultipartUpload({ ...upload, parts: [first, second] });
    expect(sha256(await read(upload.key))).toBe(sha256(Buffer.concat(bodies)));
    const aborted = await begin(`${newPrefix()}aborted`);
    await suite.store.abortMultipartUpload(aborted);
    await expectCode(suite.store.putPart({ ...aborted, partNumber: 1 }, at(bodies, 1)), 'not_found');
  }, 30_000);

  test('a part that is sent again replaces the first sending', async () => {
    const upload = await begin(`${newPrefix()}again`);
    const old = await send(upload, 1, text('the first try'));
    const part = await send(upload, 1, text('the second, longer try'));
    expect(await suite.store.listParts(upload)).toEqual([{ ...part, sizeBytes: 22 }]);
    await expectCode(suite.store.completeMultipartUpload({ ...upload, parts: [old] }), 'part_mismatch');
    await suite.store.completeMultipartUpload({ ...upload, parts: [part] });
    expect(await read(upload.key)).toEqual(text('the second, longer try'));
  });

  test('an interrupted upload lists what is there and is resumed', async () => {
    const upload = await begin(`${newPrefix()}resumed`);
    expect(await suite.store.listParts(upload)).toEqual([]);
    const second = await send(upload, 2, text('tail'));
    expect(await suite.store.listParts(upload)).toEqual([{ ...second, sizeBytes: 4 }]);
    const first = await send(upload, 1, noise(partBytes, 4));
    expect(await suite.store.listParts(upload)).toEqual([
      { ...first, sizeBytes: partBytes },
      { ...second, sizeBytes: 4 },
    ]);
    const parts = (await suite.store.listParts(upload)) ?? [];
    await suite.store.completeMultipartUpload({ ...upload, parts });
    expect(sha256(await read(upload.key))).toBe(sha256(Buffer.concat([noise(partBytes, 4), text('tail')])));
  }, 30_000);

  test('a wrong, missing, doubled or unknown part makes no object and loses no part', async () => {
    const prefix = newPrefix();
    const upload = await begin(`${prefix}refused`);
    const part = await send(upload, 1, text('good'));
    const wrong = { partNumber: 1, etag: `"${'0'.repeat(32)}"` };
    for (const parts of [[], [wrong], [part, part], [part, { partNumber: 2, etag: part.etag }]]) {
      await expectCode(suite.store.completeMultipartUpload({ ...upload, parts }), 'part_mismatch');
      expect(await suite.store.head(upload.key)).toBeNull();
      expect(await keysBelow(prefix)).toEqual([]);
    }
    await suite.store.completeMultipartUpload({ ...upload, parts: [{ ...part, etag: part.etag.replaceAll('"', '') }] });
    expect(await read(upload.key)).toEqual(text('good'));
  });

  test('a completed upload is gone, and completing it again changes nothing', async () => {
    const upload = await begin(`${newPrefix()}done`);
    const parts = [await send(upload, 1, text('done'))];
    await suite.store.completeMultipartUpload({ ...upload, parts });
    // Swift goes on listing what the object was made of.
    expect([null, [{ ...parts[0], sizeBytes: 4 }]]).toContainEqual(await suite.store.listParts(upload));
    await suite.store.completeMultipartUpload({ ...upload, parts });
    expect(await read(upload.key)).toEqual(text('done'));
    const others = [{ partNumber: 1, etag: `"${'0'.repeat(32)}"` }];
    await expectCode(
      suite.store.completeMultipartUpload({ ...upload, parts: others }),
      'upload_not_open',
      'part_mismatch',
    );
    expect(await read(upload.key)).toEqual(text('done'));
  });

  test('two completions at the same time make one whole object', async () => {
    const upload = await begin(`${newPrefix()}twice`);
    const parts = [await send(upload, 1, noise(partBytes, 5)), await send(upload, 2, text('end'))];
    await Promise.all([
      suite.store.completeMultipartUpload({ ...upload, parts }),
      suite.store.completeMultipartUpload({ ...upload, parts }),
    ]);
    expect(sha256(await read(upload.key))).toBe(sha256(Buffer.concat([noise(partBytes, 5), text('end')])));
  }, 30_000);

  test('an aborted upload is gone, takes no more parts, and may be aborted again', async () => {
    const upload = await begin(`${newPrefix()}aborted`);
    const part = await send(upload, 1, text('never seen'));
    const late = await sign(upload, 2, 4);
    await suite.store.abortMultipartUpload(upload);
    await suite.store.abortMultipartUpload(upload);
    expect(await suite.store.listParts(upload)).toBeNull();
    expect((await put(late.url, text('late'))).status).toBe(404);
    await expectCode(suite.store.completeMultipartUpload({ ...upload, parts: [part] }), 'upload_not_open');
    expect(await suite.store.head(upload.key)).toBeNull();
  });

  test('an upload id that never was is no upload', async () => {
    const upload = { key: `${newPrefix()}x`, uploadId: 'AAAAAAAAAAAAAAAAAAAAAA' };
    expect(await suite.store.listParts(upload)).toBeNull();
    await suite.store.abortMultipartUpload(upload);
    const parts = [{ partNumber: 1, etag: `"${'0'.repeat(32)}"` }];
    await expectCode(suite.store.completeMultipartUpload({ ...upload, parts }), 'upload_not_open');
  });

  test('a body of another size than was signed is refused', async () => {
    const upload = await begin(`${newPrefix()}size`);
    const { url } = await sign(upload, 1, 10);
    for (const bytes of [text('too short'), text('much too long')]) {
      const response = await put(url, bytes);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(await suite.store.listParts(upload)).toEqual([]);
    }
    expect((await put(url, text('just right'))).status).toBe(200);
  });

  test('a signed URL works for its own part, key and upload alone', async () => {
    const prefix = newPrefix();
    const upload = await begin(`${prefix}a`);
    const other = await begin(`${prefix}b`);
    const { url } = await sign(upload, 1, 4);
    const changed = [
      swap(url, upload.uploadId, other.uploadId),
      swap(url, encodeURIComponent(upload.key), encodeURIComponent(other.key), upload.key, other.key),
      swap(url, 'partNumber=1', 'partNumber=2', `${upload.uploadId}/1?`, `${upload.uploadId}/2?`),
      swap(url, 'X-Amz-Expires=60', 'X-Amz-Expires=600', /expires=\d+/, 'expires=9999999999'),
      url.replace(/signature=[^&]+/i, (found) => `${found.slice(0, -3)}${found.endsWith('000') ? '111' : '000'}`),
      url.replace(/signature=[^&]+/i, 'x=y'),
    ];
    for (const wrong of changed) {
      expect(wrong).not.toBe(url);
      expect((await put(wrong, text('evil'))).status).toBe(403);
    }
    expect(await suite.store.listParts(upload)).toEqual([]);
    expect(await suite.store.listParts(other)).toEqual([]);
    expect((await put(url, text('good'))).status).toBe(200);
  });

  test('a signed URL ends when it says', async () => {
    const upload = await begin(`${newPrefix()}expiring`);
    const { url, expiresAt } = await sign(upload, 1, 4, 3);
    expect(Math.abs(expiresAt.getTime() - Date.now() - 3000)).toBeLessThan(1500);
    expect((await put(url, text('good'))).status).toBe(200);
    await waitFor(async () => (await put(url, text('late'))).status === 403, { timeoutMs: 10_000 });
    expect(Math.abs(expiresAt.getTime() - Date.now())).toBeLessThan(1500);
  }, 15_000);

  test('an upload of no bytes', async () => {
    const upload = await begin(`${newPrefix()}empty`);
    const part = await send(upload, 1, new Uint8Array(0));
    await suite.store.completeMultipartUpload({ ...upload, parts: [part] });
    expect((await suite.store.head(upload.key))?.sizeBytes).toBe(0);
    expect(await read(upload.key)).toEqual(new Uint8Array(0));
  });
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
}

/** Replaces each of the pairs in `url` that occurs: the stores write the same facts in different ways. */
function swap(url: string, ...pairs: (string | RegExp)[]): string {
  let changed = url;
  for (let index = 0; index < pairs.length; index += 2)
    changed = changed.replace(pairs[index] ?? '', String(pairs[index + 1]));
  return changed;
}
