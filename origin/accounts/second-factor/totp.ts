import { Secret, TOTP } from 'otpauth';

const periodMs = 30_000;
/** A clock that is off by one step is forgiven (RFC 6238 §5.2). */
const window = 1;

/** 160 random bits, as RFC 4226 §4 recommends; base32. */
export const newTotpSecret = () => new Secret({ size: 20 }).base32;

/** What authenticator apps read from a QR code. */
export function totpUri(secret: string, label: { issuer: string; account: string }): string {
  return new TOTP({ ...settings(secret), issuer: label.issuer, label: label.account }).toString();
}

/** The step that `code` is of, or `null` when it is none of those around `now`. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const timestamp = now.getTime();
  const delta = new TOTP(settings(secret)).validate({ token: code, timestamp, window });
  return delta === null ? null : Math.floor(timestamp / periodMs) + delta;
}

/** What every authenticator app can do: SHA-1, six digits, 30 seconds. */
function settings(secret: string) {
  return { secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: periodMs / 1000 };
}
