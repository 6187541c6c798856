import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { createApiClient, signedUp } from '../shared/client/api-client.ts';
import { freePort } from '../testkit/services.ts';
import { waitFor } from '../testkit/wait-for.ts';
import { launchBrowser } from './browser.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

/** The pages under /account, in a browser that runs no scripts unless a test says otherwise. */
let url: string;
let kinora: RunningKinora;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const person = { email: 'anna@example.org', username: 'anna', password: 'correct horse battery' };

beforeAll(async () => {
  // Under a name: browsers have no passkeys for IP addresses.
  const port = await freePort();
  url = `http://localhost:${port}`;
  const mailAtOnce = { KINORA_NOTIFICATION_MAIL_MINUTES: '0' };
  const environment = { KINORA_PORT: String(port), KINORA_PUBLIC_URL: url, ...mailAtOnce };
  [kinora, browser] = await Promise.all([runKinora(['start'], environment), launchBrowser()]);
  await kinora.ready();
  context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
});

const go = (path: string) => page.goto(url + path);
const heading = () => page.locator('h1').textContent();
const pathNow = () => new URL(page.url()).pathname;
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
async function fill(fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
}
async function signIn(password: string): Promise<void> {
  await fill({ 'E-mail': person.email, Password: password });
  await press('Sign in');
}

/** The path with its token in the newest mail whose link leads to `page`, as an operator reads it. */
async function linkInMail(page: string): Promise<string> {
  const run = async (...args: string[]) => {
    const env = { ...process.env, KINORA_DATA: kinora.dataDir };
    const child = Bun.spawn([join(import.meta.dir, '../kinora'), 'admin', 'mail', ...args], { env, stderr: 'pipe' });
    return await new Response(child.stdout).text();
  };
  const ids = (await run('list')).match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? [];
  for (const id of ids) {
    const [link] = new RegExp(`/account/${page}\\?token=[\\w.-]+`).exec(await run('show', id)) ?? [];
    if (link !== undefined) return link;
  }
  throw new Error(`no mail leads to ${page}`);
}

test('a newcomer is led to a form, signs up, and is signed in', async () => {
  await go('/account');
  expect([pathNow(), await heading()]).toEqual(['/account/sign-in', 'Sign in']);
  await page.getByRole('link', { name: 'Make an account' }).click();
  await fill({ 'E-mail': person.email, Username: 'Not A Handle', Password: person.password });
  await press('Make an account');
  expect(await page.getByRole('alert').textContent()).toBe('Please look at the marked fields.');
  expect(await page.getByLabel('Username').getAttribute('aria-invalid')).toBe('true');
  expect(await page.getByLabel('E-mail').inputValue()).toBe(person.email);
  expect(await page.getByLabel('Password').inputValue()).toBe('');
  await fill({ Username: person.username, Password: person.password });
  await press('Make an account');
  expect([pathNow(), await heading()]).toEqual(['/account', 'Your account']);
  expect(await page.locator('main').textContent()).toContain('@anna');
  expect(await page.locator('main').textContent()).toContain('not confirmed yet');
}, 60_000);

test('the link in the mail changes nothing until its button is pressed, and works once', async () => {
  const link = await linkInMail('verify-email');
  await go(link);
  const requests: (string | undefined)[] = [];
  page.on('request', (request) => requests.push(request.headers().referer));
  await go(link);
  expect(requests.length).toBeGreaterThan(1);
  expect(requests.filter((referer) => referer?.includes('token'))).toEqual([]);
  await press('Confirm');
  expect(await heading()).toBe('Confirmed');
  expect(page.url()).not.toContain('token');
  await go(link);
  await press('Confirm');
  expect(await heading()).toBe('This link does not work');
  await go('/account');
  expect(await page.locator('main').textContent()).toContain(`${person.email} · confirmed`);
}, 60_000);

test('a link that is not whole says so, and where another one comes from', async () => {
  for (const [name, way] of Object.entries({
    'verify-email': '/account',
    'reset-password': '/account/forgot-password',
    keep: '/account/sign-in',
    'become-admin': '/account',
    unsubscribe: '/studio/notifications',
  })) {
    expect((await go(`/account/${name}`))?.status()).toBe(400);
    expect(await heading()).toBe('This link does not work');
    expect(await page.locator('main a.button').getAttribute('href')).toBe(way);
  }
  await go(`/account/reset-password?token=${'x'.repeat(5)}`);
  await fill({ 'New password': 'a password as good as any' });
  await press('Set the password');
  expect(await heading()).toBe('This link does not work');
  await page.locator('main').getByRole('link', { name: 'Send the link' }).click();
  expect(await heading()).toBe('Forgot your password?');
}, 60_000);

test('the link that start printed makes an admin, after a sign-in', async () => {
  const { url: adminLink } = await kinora.next(({ event }) => event === 'admin_link');
  await go('/account');
  await press('Sign out');
  expect(pathNow()).toBe('/');
  expect(await context.cookies()).toEqual([]);
  await page.goto(String(adminLink));
  expect(await heading()).toBe('Sign in');
  await signIn('wrong horse battery');
  expect(await page.getByRole('alert').textContent()).toBe('The e-mail address or the password is wrong.');
  await signIn(person.password);
  expect(await heading()).toBe('Become an admin');
  await press('Become an admin');
  expect(await heading()).toBe('You are an admin');
}, 60_000);

test('whoever forgot the password chooses another one; other devices are signed out', async () => {
  const other = await browser.newContext({ javaScriptEnabled: false });
  const elsewhere = await other.newPage();
  await elsewhere.goto(`${url}/account/forgot-password`);
  await elsewhere.getByLabel('E-mail').fill(person.email);
  await elsewhere.getByRole('button', { name: 'Send the link' }).click();
  expect(await elsewhere.locator('h1').textContent()).toBe('Look into your mail');
  await other.close();
  await go(await linkInMail('reset-password'));
  person.password = 'another horse battery';
  await fill({ 'New password': person.password });
  await press('Set the password');
  expect(await heading()).toBe('The password is set');
  await page.locator('main').getByRole('link', { name: 'Sign in' }).click();
  await signIn(person.password);
  expect(await heading()).toBe('Your account');
}, 60_000);

test('two-step sign-in is turned on with an app, and signs in with its code or a recovery code', async () => {
  await go('/account/second-factor');
  await fill({ Password: person.password });
  await press('Begin');
  const secret = (await page.locator('.secret').textContent())?.replaceAll(' ', '') ?? '';
  await fill({ 'The six digits': '000000' });
  await press('Turn on');
  expect(await page.getByRole('alert').textContent()).toStartWith('This code is wrong');
  await fill({ 'The six digits': new TOTP({ secret: Secret.fromBase32(secret) }).generate() });
  await press('Turn on');
  expect(await heading()).toBe('Your recovery codes');
  const [recoveryCode = ''] = await page.locator('.codes li').allTextContents();
  await go('/account');
  await press('Sign out');
  await go('/account/sign-in?next=/account/second-factor');
  await signIn(person.password);
  expect(await heading()).toBe('One more step');
  await fill({ Code: 'wrong-code' });
  await press('Sign in');
  expect(await page.getByRole('alert').textContent()).toStartWith('This code is wrong');
  await fill({ Code: recoveryCode });
  await press('Sign in');
  expect([pathNow(), await heading()]).toEqual(['/account/second-factor', 'Two-step sign-in is on']);
  expect(await page.locator('main').textContent()).toContain('9 recovery codes left');
}, 60_000);

test('who wants mails of something has one, whose link turns them off for whoever opens it and presses its button', async () => {
  const byMail = () => page.getByRole('checkbox', { name: 'When a channel is offered to you By mail, too' });
  await go('/studio/notifications');
  await byMail().check();
  await press('Save');
  expect(await page.locator('main').getByRole('status').textContent()).toBe('Saved.');
  expect(await byMail().isChecked()).toBe(true);
  const giver = { email: 'gus@example.org', username: 'gus_gives', password: 'correct horse battery' };
  const { access_token } = signedUp(await createApiClient({ baseUrl: url }).signUp(giver));
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const create = (path: string, body: object) =>
    fetch(`${url}/api/v1/channels${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect((await create('', { handle: 'given_away', name: 'Given away' })).status).toBe(201);
  expect((await create('/given_away/transfer', { username: person.username })).status).toBe(201);
  const link = await waitFor(() => linkInMail('unsubscribe').catch(() => null), {
    timeoutMs: 20_000,
    what: 'the mail',
  });

  const stranger = await browser.newContext({ javaScriptEnabled: false });
  const elsewhere = await stranger.newPage();
  await elsewhere.goto(url + link);
  await go('/studio/notifications');
  expect(await byMail().isChecked()).toBe(true);
  await elsewhere.getByRole('button', { name: 'Turn the mails off' }).click();
  expect(await elsewhere.locator('h1').textContent()).toBe('The mails are off');
  await stranger.close();
  await go('/studio/notifications');
  expect(await byMail().isChecked()).toBe(false);
  expect(await page.locator('input[name^="mail."]:checked').count()).toBe(0);

  // As a mail program does it (RFC 8058 §3.1), and one that was shortened on its way.
  const oneClick = (path: string) =>
    fetch(url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams('List-Unsubscribe=One-Click') });
  expect([(await oneClick(link)).status, (await oneClick(link.slice(0, -2))).status]).toEqual([200, 400]);
}, 60_000);

test('with scripts an access token that has ended is renewed unnoticed, and two tabs do not end the session', async () => {
  const { cookies } = await context.storageState();
  const scripted = await browser.newContext({ storageState: { cookies, origins: [] } });
  await scripted.clearCookies({ name: 'kinora_access' });
  const tabs = await Promise.all([scripted.newPage(), scripted.newPage()]);
  await Promise.all(tabs.map((tab) => tab.goto(`${url}/account`)));
  for (const tab of tabs) {
    await tab.waitForURL(`${url}/account`);
    expect(await tab.locator('h1').textContent()).toBe('Your account');
  }
  await scripted.close();
}, 60_000);

test('a passkey made on the account page signs in from the sign-in page', async () => {
  const scripted = await browser.newContext();
  const tab = await scripted.newPage();
  const stopped: string[] = [];
  tab.on('console', (message) => message.text().includes('Content Security Policy') && stopped.push(message.text()));
  const devtools = await scripted.newCDPSession(tab);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
      ...{ isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  await tab.goto(`${url}/account/sign-up`);
  await tab.getByLabel('E-mail').fill('ben@example.org');
  await tab.getByLabel('Username').fill('ben_keys');
  await tab.getByLabel('Password').fill(person.password);
  await tab.getByRole('button', { name: 'Make an account' }).click();
  await tab.getByLabel('Name').fill('My laptop');
  await tab.locator('#passkey-password').fill(person.password);
  await tab.getByRole('button', { name: 'Add a passkey' }).click();
  await tab.getByRole('button', { name: 'Remove My laptop' }).waitFor();
  expect(await tab.locator('main').getByRole('status').textContent()).toBe('The passkey is added.');
  await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
  await tab.goto(`${url}/account`);
  await tab.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await tab.waitForURL(`${url}/account`);
  expect(await tab.locator('main').textContent()).toContain('@ben_keys');
  expect(stopped).toEqual([]);
  await scripted.close();
}, 60_000);

test('a page of another site can neither sign a browser in nor out', async () => {
  const post = (path: string, headers: Record<string, string>) =>
    fetch(url + path, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ email: person.email, password: person.password }).toString(),
    });
  for (const foreign of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.test' }, { origin: 'null' }])
    for (const path of ['/account/sign-in', '/account/sign-out', '/account/sign-up']) {
      const answer = await post(path, foreign);
      expect([path, answer.status, answer.headers.getSetCookie()]).toEqual([path, 403, []]);
    }
  const own = await post('/account/sign-in', { origin: url });
  expect([own.status, await own.text()]).toEqual([200, expect.stringContaining('One more step')]);
});
