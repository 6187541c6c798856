import { afterAll, beforeAll, expect, test } from 'bun:test';
import { once } from 'node:events';
import { eq } from 'drizzle-orm';
import { SMTPServer } from 'smtp-server';
import * as z from 'zod';
import { mailListingSchema, mailTextSchema } from '../../shared/contracts/mail.ts';
import { internalHeaders } from '../../shared/http-headers.ts';
import { mails } from '../../shared/schema/index.ts';
import { waitFor } from '../../testkit/wait-for.ts';
import { createSmtpTransport } from '../adapters/smtp-transport.ts';
import { startTestOrigin, type TestOrigin } from '../testing/test-origin.ts';

type Received = { from: string; to: string[]; raw: string };
const received: Received[] = [];
/** What the server answers to recipients, by their first letter. */
const refusals: Record<string, number> = { x: 550, y: 451 };
let server: SMTPServer;
let origin: TestOrigin;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const code = refusals[address[0] ?? ''];
      done(code === undefined ? null : Object.assign(new Error('not today'), { responseCode: code }));
    },
    onData(stream, { envelope }, done) {
      void new Response(stream as unknown as ReadableStream).text().then((raw) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        received.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw });
        done();
      }, done);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  origin = await startTestOrigin({
    KINORA_SMTP_URL: serverUrl(),
    KINORA_MAIL_FROM: 'kinora@video.example',
  });
});
afterAll(async () => {
  await origin.stop();
  await new Promise<void>((resolve) => server.close(resolve));
});

const serverUrl = () => {
  const { port } = z.object({ port: z.int() }).parse(server.server.address());
  return `smtp://127.0.0.1:${port}`;
};

async function signUp(letter: string): Promise<string> {
  const username = `${letter}_${crypto.randomUUID().slice(0, 8)}x`;
  const email = `${username}@example.test`;
  await origin.request('POST', '/auth/sign-up', { body: { username, email, password: 'correct horse' } });
  return email;
}
const rowTo = async (to: string) => (await origin.db.select().from(mails).where(eq(mails.to, to)))[0];
const settled = (to: string) =>
  waitFor(
    async () => {
      const row = await rowTo(to);
      return row && (row.sentAt !== null || row.lastError !== null) ? row : null;
    },
    { timeoutMs: 15_000, what: `the mail to ${to}` },
  );
const ask = async (path: string) =>
  (
    await fetch(`${origin.url}/internal/admin/mails${path}`, {
      headers: { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY },
    })
  ).json();

test('a mail goes out at once, to one person, and what it said is forgotten here', async () => {
  const email = await signUp('a');
  const row = await settled(email);
  expect([row.text, row.html, row.dueAt]).toEqual(['', '', null]);
  const mail = received.find(({ to }) => to.includes(email));
  expect(mail).toMatchObject({ from: 'kinora@video.example', to: [email] });
  const [head = '', ...body] = (mail?.raw ?? '').split('\r\n\r\n');
  expect(head).toMatch(/^From: Kinora <kinora@video.example>\r$/m);
  expect(head).toContain(`To: ${email}`);
  expect(head).toContain(`Message-ID: <${row.id}@127.0.0.1>`);
  expect(head).toMatch(/^Subject: Confirm your e-mail address\r$/m);
  expect(head).toContain('Auto-Submitted: auto-generated');
  const unfolded = body.join('\n').replaceAll('=\r\n', ''); // quoted-printable, RFC 2045 §6.7
  expect(unfolded).toContain('Content-Type: text/html');
  expect(unfolded).toContain('/account/verify-email?token=3D');
});

test('what the server will never take is given up; what it does not take now waits', async () => {
  const [never, later] = [await signUp('x'), await signUp('y')];
  expect(await settled(never)).toMatchObject({ dueAt: null, sentAt: null, text: '', attempts: 1 });
  const waiting = await settled(later);
  expect(waiting.text).toContain('token=');
  expect((waiting.dueAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(30_000);
  delete refusals.y;
  await origin.db.update(mails).set({ dueAt: new Date() }).where(eq(mails.id, waiting.id));
  await settled(await signUp('b')); // wakes the delivery
  await waitFor(async () => (await rowTo(later))?.sentAt, { timeoutMs: 15_000, what: 'the second attempt' });
  expect(received.filter(({ to }) => to.includes(later))).toHaveLength(1);
}, 40_000);

test('a mail that somebody may do without says how to end such mails, in headers that no program breaks', async () => {
  const transport = createSmtpTransport({ url: serverUrl(), from: 'kinora@video.example', host: 'video.example' });
  const to = 'subscriber@example.test';
  const unsubscribeUrl = `https://video.example/account/unsubscribe?token=${'a'.repeat(36)}.${'b'.repeat(43)}`;
  try {
    await transport.send({ id: 'one', to, subject: 'إشعار', text: 'تعليق', html: '<p>تعليق', unsubscribeUrl });
    await transport.send({ id: 'two', to, subject: 'Choose', text: 'Choose', html: '<p>Choose' });
  } finally {
    transport.close();
  }
  const [one = '', two = ''] = received.filter((mail) => mail.to.includes(to)).map(({ raw }) => raw);
  const [head = ''] = one.split('\r\n\r\n');
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, ' '); // RFC 5322 §2.2.3
  expect(unfolded).toMatch(new RegExp(`^List-Unsubscribe: ?<${RegExp.escape(unsubscribeUrl)}>\\r?$`, 'm'));
  expect(unfolded).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  expect(two).not.toContain('List-Unsubscribe');
});

test('operators see what was sent and what failed, and nobody else sees anything', async () => {
  const { mails: listed } = mailListingSchema.parse(await ask(''));
  expect(new Set(listed.map(({ state }) => state))).toEqual(new Set(['sent', 'failed']));
  const failed = listed.find(({ state }) => state === 'failed');
  expect(failed?.error).toContain('not today');
  expect(mailTextSchema.parse(await ask(`/${failed?.mail_id}`)).text).toBe('');
  for (const path of ['', `/${failed?.mail_id}`])
    expect((await fetch(`${origin.url}/internal/admin/mails${path}`)).status).toBe(404);
});
