import { afterAll, beforeAll, expect, test } from 'bun:test';
import { Secret, TOTP } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startOpenidProvider } from '../testkit/openid-provider.ts';
import { freePort } from '../testkit/services.ts';
import { launchBrowser } from './browser.ts';
import { type RunningKinora, runKinora } from './running-kinora.ts';

// In Chromium, through the public host, under a name: browsers have no passkeys for IP addresses.
const person = { email: 'anna@example.org', password: 'correct horse battery', username: 'anna_keys' };
let url: string;
let kinora: RunningKinora;
let provider: Awaited<ReturnType<typeof startOpenidProvider>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  const port = await freePort();
  url = `http://localhost:${port}`;
  provider = await startOpenidProvider(`${url}/api/v1/auth/openid/test/callback`);
  const { issuer, client_id, client_secret } = provider;
  kinora = await runKinora(['start'], {
    KINORA_PORT: String(port),
    KINORA_PUBLIC_URL: url,
    KINORA_OPENID_PROVIDERS: JSON.stringify([{ id: 'test', label: 'Test', issuer, client_id, client_secret }]),
  });
  [browser] = await Promise.all([launchBrowser(), kinora.ready()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await kinora?.stop();
  await provider?.stop();
});

/** A browser that nobody has used yet, on the home page. */
async function freshPage(): Promise<void> {
  await context?.close();
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(url);
}

/** What the page's own script gets from the API, with the cookies of the browser. */
const call = (method: string, path: string, body?: object) =>
  page.evaluate(
    async ([method, path, body]) => {
      const response = await fetch(`/api/v1${path}`, {
        method,
        ...(body === null ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? null : JSON.parse(text) };
    },
    [method, path, body ?? null] as const,
  );

test('a passkey made in the browser signs it in, without a name or a password', async () => {
  await freshPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  expect((await call('POST', '/auth/sign-up', { ...person, cookies: true })).status).toBe(201);
  const begun = await call('POST', '/me/passkeys/options', { password: person.password });
  const made = await page.evaluate(async (options) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const credential = await navigator.credentials.create({ publicKey });
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
  }, begun.body.options);
  const added = await call('POST', '/me/passkeys', { name: 'This browser', credential: made });
  expect(added).toMatchObject({ status: 201, body: { name: 'This browser', last_used_at: null } });

  expect((await call('POST', '/auth/sign-out', {})).status).toBe(204);
  expect((await call('GET', '/me')).status).toBe(401);
  const asked = await call('POST', '/auth/passkey/options');
  const signed = await page.evaluate(async (options) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const credential = await navigator.credentials.get({ publicKey });
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
  }, asked.body.options);
  const signedIn = await call('POST', '/auth/passkey', { credential: signed, cookies: true });
  expect(signedIn).toMatchObject({ status: 200, body: { user: { username: person.username } } });
  expect(await call('GET', '/me')).toMatchObject({ status: 200, body: { username: person.username } });
  expect((await call('POST', '/auth/passkey', { credential: signed, cookies: true })).status).toBe(400);
}, 60_000);

test('a provider sends a newcomer back signed in, with cookies that refresh', async () => {
  await freshPage();
  provider.addUser({ sub: 'ben', email: 'ben@example.org', email_verified: true, preferred_username: 'Ben Elsewhere' });
  const started = await call('POST', '/auth/openid/test/start', { return_to: '/?from=provider' });
  expect(started.status).toBe(200);
  await page.goto(`${started.body.url}&login_hint=ben`);
  expect(page.url()).toBe(`${url}/?from=provider`);
  expect(await call('GET', '/me')).toMatchObject({
    status: 200,
    body: { username: 'ben_elsewhere', email_verified: true },
  });
  expect((await call('POST', '/auth/refresh', {})).status).toBe(200);
}, 60_000);

test('an address that has an account is not enough: the browser comes back to be told', async () => {
  await freshPage();
  provider.addUser({ sub: 'mallory', email: person.email, email_verified: true });
  const started = await call('POST', '/auth/openid/test/start', { return_to: '/' });
  await page.goto(`${started.body.url}&login_hint=mallory`);
  expect(page.url()).toBe(`${url}/#sign_in_error=email_taken`);
  expect((await call('GET', '/me')).status).toBe(401);
}, 60_000);

test("the provider's button on the sign-in page leads there, back, and on to where somebody wanted to go", async () => {
  await freshPage();
  provider.addUser({ sub: 'cleo', email: 'cleo@example.org', email_verified: true, preferred_username: 'cleo_clicks' });
  await page.goto(`${url}/studio/keys`);
  expect(new URL(page.url()).pathname).toBe('/account/sign-in');
  const trip = page.waitForRequest((request) => request.url().startsWith(provider.issuer));
  await page.getByRole('button', { name: 'Continue with Test' }).click();
  await trip;
  await page.waitForURL(`${url}/studio/keys`);
  expect(await page.locator('h1').textContent()).toBe('API keys');
  expect(await call('GET', '/me')).toMatchObject({ body: { username: 'cleo_clicks', has_password: false } });
}, 60_000);

test('the button leads there and back without JavaScript, too, and says when it did not work', async () => {
  context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
  const goOn = async () => {
    await page.getByRole('button', { name: 'Continue with Test' }).click();
    expect(await page.locator('h1').textContent()).toBe('Go on at Test');
    await page.getByRole('link', { name: 'Go on', exact: true }).click();
  };
  provider.addUser({ sub: 'mallory_plain', email: person.email, email_verified: true });
  await page.goto(`${url}/studio/keys`);
  await goOn();
  expect(await page.getByRole('alert').textContent()).toStartWith('There is an account with this e-mail address');
  provider.addUser({ sub: 'dora', email: 'dora@example.org', email_verified: true, preferred_username: 'dora_plain' });
  await context.clearCookies({ domain: new URL(provider.issuer).hostname });
  await goOn();
  expect(page.url()).toBe(`${url}/studio/keys`);
  expect(await page.locator('h1').textContent()).toBe('API keys');
}, 60_000);

test('a button that leads to an account of the same address ends on the sign-in page, which says what to do', async () => {
  await freshPage();
  provider.addUser({ sub: 'mallory_clicks', email: person.email, email_verified: true });
  await page.goto(`${url}/account/sign-in`);
  await page.getByRole('button', { name: 'Continue with Test' }).click();
  const alert = page.getByRole('alert');
  await alert.filter({ hasText: 'There is an account with this e-mail address already.' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/account/sign-in');
  expect((await call('GET', '/me')).status).toBe(401);
}, 60_000);

test('linked by the button of the account page, the account elsewhere signs in to this one', async () => {
  await freshPage();
  provider.addUser({ sub: 'anna_elsewhere', email: 'anna@elsewhere.example', email_verified: true });
  await page.goto(`${url}/account/sign-in`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('#link-test-password').fill(person.password);
  await page.getByRole('button', { name: 'Link Test' }).click();
  await page.getByRole('button', { name: 'Unlink Test anna@elsewhere.example' }).waitFor();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.goto(`${url}/account/sign-in`);
  await page.getByRole('button', { name: 'Continue with Test' }).click();
  await page.waitForURL(`${url}/account`);
  expect(await call('GET', '/me')).toMatchObject({ body: { username: person.username } });
}, 60_000);

test('where the account asks for a code, too, the provider leads to its form, without JavaScript', async () => {
  await context.close();
  context = await browser.newContext({ javaScriptEnabled: false });
  page = await context.newPage();
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  await page.goto(`${url}/account/sign-in?next=/account/second-factor`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await press('Sign in');
  await page.getByLabel('Password').fill(person.password);
  await press('Begin');
  const secret = (await page.locator('.secret').textContent())?.replaceAll(' ', '') ?? '';
  await page.getByLabel('The six digits').fill(new TOTP({ secret: Secret.fromBase32(secret) }).generate());
  await press('Turn on');
  const [recoveryCode = ''] = await page.locator('.codes li').allTextContents();
  await page.goto(`${url}/account`);
  await press('Sign out');

  await page.goto(`${url}/studio/keys`);
  await press('Continue with Test');
  await page.getByRole('link', { name: 'Go on', exact: true }).click();
  expect(await page.locator('h1').textContent()).toBe('One more step');
  await page.getByLabel('Code').fill(recoveryCode);
  await press('Sign in');
  expect(page.url()).toBe(`${url}/studio/keys`);
  expect(await page.locator('h1').textContent()).toBe('API keys');
}, 60_000);
