import type { BrowserContext } from 'playwright-core';

/** Makes `context` one of somebody new, signed in with cookies as the web app's people are. */
export async function signUpInBrowser(context: BrowserContext, baseUrl: string, username: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(baseUrl);
  const status = await page.evaluate(async (name) => {
    const body = { email: `${name}@example.org`, password: 'correct horse battery', username: name, cookies: true };
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/auth/sign-up', { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }, username);
  await page.close();
  if (status !== 201) throw new Error(`signing up as ${username} was answered ${status}`);
}
