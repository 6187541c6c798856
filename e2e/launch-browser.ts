import { type Browser, chromium } from 'playwright-core';
import { requireEngine } from '../testkit/engines.ts';

/** Debian's Chromium, headless; it can look up no host but this one, so nothing of it calls home. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: requireEngine('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
      '--autoplay-policy=no-user-gesture-required',
      '--mute-audio',
    ],
  });
}
