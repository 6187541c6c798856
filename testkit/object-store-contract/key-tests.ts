import { expect, test } from 'bun:test';
import { text } from '../bytes.ts';
import { expectCode, opaque, type Suite } from './suite.ts';

/** Which names objects can have. */
export function declareKeyTests(suite: Suite): void {
  const { newPrefix, read, keysBelow, begin, send } = suite;

  test('odd keys keep their objects apart', async () => {
    const prefix = newPrefix();
    const names = [
      'with space',
      'plus+and%20percent',
      'ünï¢ødé/日本語 🎬.mp4',
      '.hidden',
      '..two',
      'a..b',
      'q?x=1&y=2#z',
      'quote\'"s',
      'back\\slash',
      'semi;colon:*|<>',
      'Upper',
      'tab\tinside',
      'n'.repeat(400),
      `deep/${'d'.repeat(300)}/${'e'.repeat(200)}`,
    ].map((name) => prefix + name);
    for (const key of names) await suite.store.putBytes(key, text(key), opaque);
    for (const key of names) expect(await read(key)).toEqual(text(key));
    expect(await keysBelow(prefix)).toEqual(names.sort());
    const upload = await begin(`${prefix}part of ünï+cödé/100%.mov`, 'video/quicktime');
    await suite.store.completeMultipartUpload({ ...upload, parts: [await send(upload, 1, text('odd'))] });
    expect(await suite.store.head(upload.key)).toMatchObject({ contentType: 'video/quicktime', sizeBytes: 3 });
    await suite.store.delete([...names, upload.key]);
    expect(await keysBelow(prefix)).toEqual([]);
  }, 30_000);

  test('keys that lead elsewhere are refused everywhere', async () => {
    const bad = [
      '',
      '/etc/passwd',
      '../up',
      'a/../../up',
      'a/..',
      './a',
      'a//b',
      'a/',
      'nul\0',
      `${'x'.repeat(1025)}`,
      '\ud800',
    ];
    for (const key of bad) {
      const part = { key, uploadId: 'x', partNumber: 1, sizeBytes: 1, expiresInSec: 60 };
      const attempts: (() => Promise<unknown>)[] = [
        () => suite.store.putBytes(key, text('x'), opaque),
        () => suite.store.putFile(key, '/dev/null', opaque),
        () => suite.store.head(key),
        () => suite.store.get(key),
        () => suite.store.delete([key]),
        () => suite.store.downloadTo(key, '/nonexistent/x'),
        () => suite.store.createMultipartUpload(key, opaque),
        () => suite.store.signPartUrl(part),
      ];
      for (const attempt of attempts) await expectCode(Promise.resolve().then(attempt), 'validation_failed');
    }
    for (const partNumber of [0, 1.5, 10_001, Number.NaN]) {
      const part = { key: 'a', uploadId: 'x', partNumber, sizeBytes: 1, expiresInSec: 60 };
      await expectCode(suite.store.signPartUrl(part), 'validation_failed');
    }
  });
}
