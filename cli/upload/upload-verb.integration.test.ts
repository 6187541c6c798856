import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { mebibyte, startTestOrigin, type TestOrigin, type TestUser } from '../../origin/testing/test-origin.ts';
import { uploads, videos } from '../../shared/schema/index.ts';
import { noise, sha256 } from '../../testkit/bytes.ts';
import { tempDir } from '../../testkit/services.ts';
import { startPartGate } from '../testing/part-gate.ts';
import { runLauncher } from '../testing/run-launcher.ts';

/** Begins like an MP4 file. */
function videoLike(seed: number): Uint8Array<ArrayBuffer> {
  const bytes = noise(24 * mebibyte + 1, seed);
  bytes.set(Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'));
  return bytes;
}
const content = videoLike(7);
const partCount = 4;

let origin: TestOrigin;
let user: TestUser;
let gate: ReturnType<typeof startPartGate>;
let dir: Awaited<ReturnType<typeof tempDir>>;
beforeAll(async () => {
  gate = startPartGate(() => origin.url);
  origin = await startTestOrigin({ KINORA_PUBLIC_URL: gate.url });
  user = await origin.signUp();
});
afterAll(async () => {
  gate.stop();
  await origin.stop();
});
beforeEach(async () => {
  dir = await tempDir();
  await Bun.write(clip(), content);
  gate.passed.length = 0;
  gate.open();
});
afterEach(() => dir.remove());

const clip = () => join(dir.path, 'Holiday.mp4');
/** `kinora upload … --json` with a state directory of this test's own. */
const start = (args: string[], env: Record<string, string> = {}) =>
  runLauncher(['upload', '--host', gate.url, ...args], {
    KINORA_API_KEY: user.token,
    XDG_STATE_HOME: join(dir.path, 'state'),
    ...env,
  });
async function run(args: string[], env?: Record<string, string>) {
  const { child, events } = start(args, env);
  const { code } = await child.exited;
  return { code, events, error: events.find(({ event }) => event === 'error') };
}
async function storedOriginal(videoId: unknown) {
  const [row] = await origin.db
    .select()
    .from(uploads)
    .where(eq(uploads.videoId, String(videoId)));
  const object = await origin.objects.get(row?.objectKey ?? '');
  return object && sha256(await new Response(object.body).bytes());
}

describe('kinora upload', () => {
  test('sends a file with what is said about it, and not again', async () => {
    const details = ['--title', 'Two weeks', '--visibility=unlisted', '--tags', 'sea, sun'];
    const first = await run([clip(), ...details]);
    expect(first.code).toBe(0);
    const sent = first.events.at(-1);
    expect(sent).toMatchObject({ event: 'uploaded', file: 'Holiday.mp4', already_sent: false });
    expect(await storedOriginal(sent?.video_id)).toBe(sha256(content));
    const [video] = await origin.db
      .select()
      .from(videos)
      .where(eq(videos.id, String(sent?.video_id)));
    expect(video).toMatchObject({
      title: 'Two weeks',
      visibility: 'unlisted',
      tags: ['sea', 'sun'],
      status: 'processing',
    });

    const second = await run([clip()]);
    expect(second.events.at(-1)).toMatchObject({ video_id: sent?.video_id, already_sent: true });
    expect(gate.passed).toHaveLength(partCount);
    const third = await run([clip(), '--again']);
    expect(third.events.at(-1)?.video_id).not.toBe(sent?.video_id);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)('after %s sends only what is missing', async (signal, exitCode) => {
    const holding = gate.holdAfter(2);
    const interrupted = start([clip(), '--parallel', '1']);
    await holding;
    interrupted.child.kill(signal);
    expect((await interrupted.child.exited).code).toBe(exitCode);
    expect(gate.passed).toEqual([1, 2]);

    gate.open();
    const resumed = await run([clip(), '--parallel', '1']);
    expect(resumed.code).toBe(0);
    expect(gate.passed).toEqual([1, 2, 3, 4]);
    const begun = interrupted.events.find(({ event }) => event === 'created');
    expect(resumed.events[0]).toMatchObject({ event: 'resumed', upload_id: begun?.upload_id });
    expect(await storedOriginal(resumed.events.at(-1)?.video_id)).toBe(sha256(content));
  });

  test('goes on from another machine, with the very same file alone', async () => {
    const holding = gate.holdAfter(2);
    const interrupted = start([clip(), '--parallel', '1']);
    await holding;
    interrupted.child.kill('SIGKILL');
    await interrupted.child.exited;
    gate.open();
    const elsewhere = { XDG_STATE_HOME: join(dir.path, 'elsewhere') };
    const original = await Bun.file(clip()).bytes();
    await Bun.write(clip(), videoLike(9));
    expect((await run([clip()], elsewhere)).events[0]?.event).toBe('created');
    gate.passed.length = 0;
    await Bun.write(clip(), original);
    const resumed = await run([clip()], elsewhere);
    expect(resumed.events[0]?.event).toBe('resumed');
    expect(gate.passed.toSorted()).toEqual([3, 4]);
    expect(await storedOriginal(resumed.events.at(-1)?.video_id)).toBe(sha256(content));
  });

  test('an edited file begins anew', async () => {
    const holding = gate.holdAfter(1);
    const interrupted = start([clip(), '--parallel', '1']);
    await holding;
    interrupted.child.kill('SIGKILL');
    await interrupted.child.exited;
    gate.open();
    const edited = videoLike(8);
    await Bun.write(clip(), edited);
    const { events } = await run([clip()]);
    expect(events[0]?.event).toBe('created');
    expect(await storedOriginal(events.at(-1)?.video_id)).toBe(sha256(edited));
  });

  test('takes an API key that is for uploads alone', async () => {
    const made = await origin.request('POST', '/me/api-keys', {
      token: user.token,
      body: { name: 'camera', scopes: ['uploads:write'] },
    });
    const { key } = (await made.json()) as { key: string }; // our own contract
    const env = { KINORA_API_KEY: key };
    expect((await run([clip()], env)).code).toBe(0);
    expect((await run([clip()], env)).events.at(-1)).toMatchObject({ already_sent: true });
  });

  test('signs in with e-mail and password', async () => {
    const { user: me } = user.session;
    const env = { KINORA_API_KEY: '', KINORA_EMAIL: `${me.username}@example.test`, KINORA_PASSWORD: 'correct horse' };
    expect((await run([clip()], env)).code).toBe(0);
    const wrong = await run([clip()], { ...env, KINORA_PASSWORD: 'guess' });
    expect(wrong).toMatchObject({ code: 3, error: { code: 'invalid_credentials' } });
  });

  test('goes on past a file that is refused, and says so in the exit code', async () => {
    const small = join(dir.path, 'small.mp4');
    await Bun.write(small, 'small');
    const { code, events, error } = await run([clip(), small, '--channel', '01900000-0000-7000-8000-000000000000']);
    expect(code).toBe(1);
    expect(error).toMatchObject({ code: 'not_found' });
    expect(events.filter(({ event }) => event === 'error')).toHaveLength(2);
  });

  test.each([
    ['nothing to send', 2, []],
    ['a missing file', 1, ['/nowhere/clip.mp4']],
    ['a bad visibility', 2, ['FILE', '--visibility', 'friends']],
    ['a title for two', 2, ['FILE', 'FILE', '--title', 'x']],
    ['an option without its value', 2, ['FILE', '--title']],
  ] as const)('refuses %s with exit code %d', async (_, expected, args) => {
    const { code, events } = await run(args.map((arg) => (arg === 'FILE' ? clip() : arg)));
    expect(code).toBe(expected);
    expect(events).toHaveLength(1);
  });

  test('without credentials, or with bad ones, ends with its own exit code', async () => {
    expect(await run([clip()], { KINORA_API_KEY: '' })).toMatchObject({ code: 3, error: { code: 'unauthenticated' } });
    expect(await run([clip()], { KINORA_API_KEY: 'guess' })).toMatchObject({
      code: 3,
      error: { code: 'token_invalid' },
    });
  });
});
