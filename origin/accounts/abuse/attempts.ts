import { createHash } from 'node:crypto';
import type { Device } from '../deps.ts';

/** After `free` attempts each further one has to wait twice as long as the one before, up to `maxSec`. */
export type AttemptRule = { free: number; baseSec: number; maxSec: number };
export type Subject = {
  key: string;
  rule: AttemptRule;
  /** What a success does: everything is forgotten, or this one attempt. */
  onSuccess: 'forget' | 'forgive';
};

/** Counts attempts for all processes of an installation. */
export type Attempts = {
  /** Counts one attempt of each subject, or throws `rate_limited` with Retry-After while one of them has to wait. */
  take(subjects: readonly Subject[]): Promise<void>;
  succeeded(subjects: readonly Subject[]): Promise<void>;
};

export type AttemptDeps = {
  attempts: Attempts;
  /** Wrong passwords for one account from one address before it has to wait. */
  signInAttempts: number;
};

const minuteSec = 60;
const perAddress: AttemptRule = { free: 60, baseSec: minuteSec, maxSec: 15 * minuteSec };

/**
 * Somebody who guesses passwords is slowed down for the account they try. From everywhere together an account takes ten
 * times as many, so that its owner is not easily locked out by others.
 */
export function signInSubjects(deps: AttemptDeps, account: string, device: Device): Subject[] {
  const from = device.address ?? 'unknown';
  const free = deps.signInAttempts;
  const pair: AttemptRule = { free, baseSec: 30, maxSec: 15 * minuteSec };
  const whole: AttemptRule = { free: free * 10, baseSec: 30, maxSec: 15 * minuteSec };
  return [
    { key: `sign-in:${digest(account)}:${digest(from)}`, rule: pair, onSuccess: 'forget' },
    { key: `sign-in:${digest(account)}`, rule: whole, onSuccess: 'forget' },
    ...byAddress('sign-in-from', device, perAddress),
  ];
}

export const signUpSubjects = (device: Device): Subject[] =>
  byAddress('sign-up-from', device, { free: 100, baseSec: minuteSec, maxSec: 60 * minuteSec });
export const passkeySubjects = (device: Device): Subject[] => byAddress('passkey-from', device, perAddress);
export const resetSubjects = (device: Device): Subject[] => byAddress('reset-from', device, perAddress);
/** Of mails to one person, who has the first of them already. */
export const keepMailSubjects = (userId: string, device: Device): Subject[] => [
  {
    key: `keep-mail:${digest(userId)}`,
    rule: { free: 3, baseSec: 15 * minuteSec, maxSec: 60 * minuteSec },
    onSuccess: 'forgive',
  },
  ...byAddress('keep-mail-from', device, perAddress),
];

/** Runs `work`, which throws when the attempt fails, unless one of `subjects` has to wait. */
export async function attempting<T>(
  attempts: Attempts,
  subjects: readonly Subject[],
  work: () => Promise<T>,
): Promise<T> {
  await attempts.take(subjects);
  const result = await work();
  await attempts.succeeded(subjects);
  return result;
}

/** Without the address of the edge nobody is counted together: they would all be one. */
function byAddress(what: string, device: Device, rule: AttemptRule): Subject[] {
  if (device.address === null) return [];
  return [{ key: `${what}:${digest(device.address)}`, rule, onSuccess: 'forgive' }];
}

/** Redis holds no addresses of people. */
const digest = (text: string) => createHash('sha256').update(text.toLowerCase()).digest('base64url').slice(0, 22);
