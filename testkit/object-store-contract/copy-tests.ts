import { expect, test } from 'bun:test';
import { noise, sha256, text } from '../bytes.ts';
import { expectCode, partBytes, type Suite } from './suite.ts';

/** Server-side copies, and the list of uploads under way. */
export function declareCopyTests(suite: Suite): void {
  const { newPrefix, read, begin, send } = suite;

  test('a copy has the bytes and the type, also above the size of one copied part', async () => {
    const prefix = newPrefix();
    for (const [name, bytes] of [
      ['small é+?.mp4', text('a small film')],
      ['large', noise(partBytes + 1_000_000, 7)],
    ] as const) {
      await suite.store.putBytes(`${prefix}${name}`, bytes, { contentType: 'video/mp4' });
      await suite.store.copy(`${prefix}${name}`, `${prefix}copies/of/${name}`);
      expect(sha256((await read(`${prefix}copies/of/${name}`)) ?? new Uint8Array(0))).toBe(sha256(bytes));
      expect(await suite.store.head(`${prefix}copies/of/${name}`)).toMatchObject({
        sizeBytes: bytes.length,
        contentType: 'video/mp4',
      });
    }
  }, 30_000);

  test('a copy lives on when the first object is replaced or deleted, and may be made again', async () => {
    const [first, second] = [`${newPrefix()}first`, `${newPrefix()}second`];
    await suite.store.putBytes(first, text('one'), { contentType: 'video/mp4' });
    await suite.store.copy(first, second);
    await suite.store.copy(first, second);
    await suite.store.putBytes(first, text('another'), { contentType: 'video/mp4' });
    expect(await read(second)).toEqual(text('one'));
    await suite.store.copy(first, second);
    await suite.store.delete([first]);
    expect(await read(second)).toEqual(text('another'));
  });

  test('a copy of nothing is not found', async () => {
    const prefix = newPrefix();
    await expectCode(suite.store.copy(`${prefix}none`, `${prefix}copy`), 'not_found');
    expect(await suite.store.head(`${prefix}copy`)).toBeNull();
  });

  test('uploads under way are listed by prefix until they end', async () => {
    const prefix = newPrefix();
    const begunAt = Date.now();
    const list = async (of: string) => (await Array.fromAsync(suite.store.listMultipartUploads(of))).map(toUpload);
    const [one, other, elsewhere] = [
      await begin(`${prefix}a/1`),
      await begin(`${prefix}a/1`),
      await begin(`${prefix}b`),
    ];
    const part = await send(one, 1, text('part'));
    const byId = (a: { uploadId: string }, b: { uploadId: string }) => (a.uploadId < b.uploadId ? -1 : 1);
    expect((await list(`${prefix}a/`)).sort(byId)).toEqual([one, other].sort(byId));
    expect(await list(prefix)).toHaveLength(3);
    for await (const { startedAt } of suite.store.listMultipartUploads(prefix))
      expect(Math.abs(startedAt.getTime() - begunAt)).toBeLessThan(60_000);
    await suite.store.completeMultipartUpload({ ...one, parts: [part] });
    await suite.store.abortMultipartUpload(other);
    expect(await list(prefix)).toEqual([elsewhere]);
    await suite.store.abortMultipartUpload(elsewhere);
    expect(await list(prefix)).toEqual([]);
  });
}

const toUpload = ({ key, uploadId }: { key: string; uploadId: string }) => ({ key, uploadId });
