import { randomInt } from 'node:crypto';
import type { Session } from '../../../shared/contracts/auth.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import type { Locale } from '../../../shared/messages/locales.ts';
import { signUpSubjects } from '../abuse/attempts.ts';
import { refuseDisposable } from '../abuse/disposable-mail.ts';
import type { Device } from '../deps.ts';
import { finishSignIn } from '../finish-sign-in.ts';
import { composeVerification } from '../links/verify-email.ts';
import type { User } from '../store.ts';
import type { OpenidDeps } from './deps.ts';
import type { Person } from './person.ts';
import { usernameCandidates } from './username-from.ts';

/**
 * Signs in who came back from a provider, with a new account if they have none. An account that has their address already
 * is never theirs by that alone, whatever the provider says: its owner signs in and links the two. Throws `email_taken`,
 * `provider_refused` without an address, and as `finishSignIn` does.
 */
export async function signInWith(deps: OpenidDeps, person: Person, device: Device): Promise<Session> {
  const known = await deps.identities.use(person, deps.clock());
  return finishSignIn(deps, known ?? (await signUpWith(deps, person, device)), device);
}

async function signUpWith(deps: OpenidDeps, person: Person, device: Device): Promise<User> {
  const { email } = person;
  if (email === null)
    throw new AppError('provider_refused', 'the provider gave no e-mail address, which an account here needs');
  if (await deps.identities.hasUser(email))
    throw new AppError('email_taken', 'there is already an account with this e-mail: sign in to it and link the two');
  await deps.attempts.take(signUpSubjects(device));
  if (deps.refuseDisposableMail) refuseDisposable(email);
  await deps.refuseErased(email);
  for (const username of usernameCandidates(person, randomDigits)) {
    const user = await createAccount(deps, { ...person, email }, username, device.language);
    if (user) return user;
  }
  throw new AppError('username_taken', 'no username could be found for this account; try again');
}

/** Nothing when the username is taken. */
async function createAccount(
  deps: OpenidDeps,
  person: Person & { email: string },
  username: string,
  locale: Locale | undefined,
): Promise<User | undefined> {
  const now = deps.clock();
  const userId = newId();
  const { issuer, subject, email, isEmailVerified } = person;
  const verification = isEmailVerified ? null : await composeVerification(deps, { id: userId, email, locale }, now);
  try {
    await deps.store.createAccount({
      user: {
        id: userId,
        ...{ email, username },
        emailVerified: isEmailVerified,
        displayUsername: username,
        name: person.name?.slice(0, 80) ?? username,
        createdAt: now,
        updatedAt: now,
      },
      wayIn: { identity: { id: newId(), issuer, subject, userId, email, createdAt: now, lastUsedAt: now } },
      channelId: newId(),
      verification,
    });
  } catch (error) {
    if (error instanceof AppError && error.code === 'username_taken') return undefined;
    throw error;
  }
  if (verification) deps.mailer.committed(verification.mail);
  return deps.store.findUser(userId);
}

const randomDigits = (length: number) => Array.from({ length }, () => randomInt(10)).join('');
