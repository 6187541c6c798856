import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { type S3Service, startS3 } from '../../testkit/services.ts';

let s3: S3Service;
beforeAll(async () => {
  s3 = await startS3();
}, 120_000);
afterAll(() => s3?.stop());

test.each([-3_600_000, 3_600_000])(
  'part URLs of a machine whose clock is wrong by %d ms are good',
  async (skewMs) => {
    const script = `
    const now = Date.now.bind(Date);
    const RealDate = Date;
    globalThis.Date = class extends RealDate {
      constructor(...args) { args.length === 0 ? super(now() + ${skewMs}) : super(...args); }
      static now() { return now() + ${skewMs}; }
    };
    const { createS3Store } = await import(${JSON.stringify(join(import.meta.dir, 's3-store.ts'))});
    const store = createS3Store(JSON.parse(process.argv[1]));
    const key = 'clock-skew/' + crypto.randomUUID();
    const { uploadId } = await store.createMultipartUpload(key, { contentType: 'video/mp4' });
    const { url } = await store.signPartUrl({ key, uploadId, partNumber: 1, sizeBytes: 4, expiresInSec: 60 });
    console.log(url);`;
    const child = Bun.spawn([process.execPath, '-e', script, JSON.stringify(s3)], { stderr: 'inherit' });
    const url = (await new Response(child.stdout).text()).trim();
    const response = await fetch(url, { method: 'PUT', body: 'part' });
    expect(response.status).toBe(200);
  },
  30_000,
);
