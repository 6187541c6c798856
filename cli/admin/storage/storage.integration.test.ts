import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { startTestOrigin, type TestOrigin } from '../../../origin/testing/test-origin.ts';
import { type S3Service, s3Environment, startS3, startSwift, tempDir } from '../../../testkit/services.ts';
import { runLauncher } from '../../testing/run-launcher.ts';

const publicUrl = 'https://tube.example';
const names = ['put', 'get', 'list', 'copy', 'multipart', 'presigned PUT', 'CORS', 'clock', 'delete'];

async function storage(args: string[], env: Record<string, string>) {
  const { child, events } = runLauncher(['admin', 'storage', ...args], { KINORA_PUBLIC_URL: publicUrl, ...env });
  const { code } = await child.exited;
  const checks = events.filter(({ event }) => event === 'check');
  const verdicts = Object.fromEntries(checks.map(({ name, verdict }) => [name, verdict]));
  return { code, events, checks, verdicts, error: events.find(({ event }) => event === 'error') };
}
const variables = (s3: S3Service, bucket: string) => ({
  ...s3Environment({ ...s3, bucket }),
});
const allOk = Object.fromEntries(names.map((name) => [name, 'ok']));

describe('with radosgw', () => {
  let s3: S3Service;
  let env: Record<string, string>;
  beforeAll(async () => {
    s3 = await startS3();
    env = variables(s3, `check-${crypto.randomUUID()}`);
  }, 150_000);
  afterAll(() => s3?.stop());

  test('a missing bucket is found missing, made, and then fit for use', async () => {
    const before = await storage(['check'], env);
    expect(before.code).toBe(1);
    expect(before.checks).toMatchObject([{ name: 'bucket', verdict: 'failed' }]);
    expect((await storage(['setup'], env)).code).toBe(0);
    const after = await storage(['check'], env);
    expect(after.verdicts).toEqual({ bucket: 'ok', ...allOk });
    expect(after.code).toBe(0);
  }, 60_000);

  test('pages of another origin are let in when they are named, and those before stay', async () => {
    const app = { ...env, KINORA_PUBLIC_URL: 'https://app.example' };
    const { code, verdicts, checks } = await storage(['check'], app);
    expect([code, verdicts.CORS]).toEqual([1, 'failed']);
    expect(checks.find(({ name }) => name === 'CORS')?.message).toContain('https://app.example');
    await storage(['setup', '--origin', 'https://app.example'], env);
    expect((await storage(['check'], app)).verdicts.CORS).toBe('ok');
    expect((await storage(['check'], env)).verdicts.CORS).toBe('ok');
    const again = await storage(['setup', '--origin', 'https://app.example'], env);
    expect(JSON.stringify(again.events)).toContain('already');
  }, 60_000);

  test('a wrong secret, and an address where nobody is, are said plainly', async () => {
    const wrong = await storage(['check'], { ...env, KINORA_S3_SECRET_ACCESS_KEY: 'guess' });
    expect([wrong.code, wrong.checks[0]?.verdict]).toEqual([1, 'failed']);
    expect(wrong.checks[0]?.message).toContain('KINORA_S3_SECRET_ACCESS_KEY');
    const nobody = await storage(['setup'], { ...env, KINORA_S3_ENDPOINT: 'http://127.0.0.1:1' });
    expect(nobody.code).toBe(1);
    expect(nobody.error?.message).toContain('nobody listens');
  }, 60_000);
});

test('with Swift all is fit for use but CORS, which is not set up by S3 there', async () => {
  const swift = await startSwift();
  try {
    const env = variables(swift, 'check');
    const setup = await storage(['setup'], env);
    expect([setup.code, setup.error?.code]).toEqual([1, 'cors_refused']);
    const { verdicts, code } = await storage(['check'], env);
    expect(verdicts).toEqual({ bucket: 'ok', ...allOk, CORS: 'failed' });
    expect(code).toBe(1);
  } finally {
    await swift.stop();
  }
}, 150_000);

describe('with a directory', () => {
  let origin: TestOrigin;
  beforeAll(async () => {
    origin = await startTestOrigin();
  });
  afterAll(() => origin?.stop());

  test('everything is fit for use while Kinora serves it', async () => {
    const { storage: config } = origin.config;
    if (config.kind !== 'filesystem') throw new Error('not a directory');
    const { code, verdicts } = await storage(['check'], {
      KINORA_PUBLIC_URL: origin.url,
      KINORA_STORAGE_DIR: config.rootDir,
      KINORA_STORAGE_SIGNING_KEY: config.signingKey ?? '',
    });
    expect(verdicts).toEqual(allOk);
    expect(code).toBe(0);
    expect(await Array.fromAsync(origin.objects.list(''))).toEqual([]);
  });

  test('what needs it served is skipped otherwise', async () => {
    await using dir = await tempDir();
    const { code, verdicts } = await storage(['check'], {
      KINORA_DATA: dir.path,
      KINORA_PUBLIC_URL: 'http://127.0.0.1:1',
    });
    expect(verdicts).toEqual({ ...allOk, 'presigned PUT': 'skipped', CORS: 'skipped', clock: 'skipped' });
    expect(code).toBe(0);
    expect((await storage(['setup'], { KINORA_DATA: dir.path })).code).toBe(0);
  });
});
