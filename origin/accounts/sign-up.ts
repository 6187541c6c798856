import { isReservedHandle } from '../../shared/channel-handle.ts';
import type { Session, SignUp } from '../../shared/contracts/auth.ts';
import { newId } from '../../shared/ids.ts';
import { signUpSubjects } from './abuse/attempts.ts';
import { refuseBreached } from './abuse/breached-passwords.ts';
import { refuseDisposable } from './abuse/disposable-mail.ts';
import type { AccountDeps, Device } from './deps.ts';
import type { LinkDeps } from './links/deps.ts';
import { composeVerification } from './links/verify-email.ts';
import { beginSession } from './sessions/begin-session.ts';
import { usernameTaken } from './store.ts';

/**
 * Makes an account with its default channel and signs it in. The rows are better-auth's, written here: its own
 * sign-up hashes the password while it holds the database's write lock, and could not take the channel along.
 */
export async function signUp(deps: LinkDeps, input: SignUp, device: Device): Promise<Session> {
  await deps.attempts.take(signUpSubjects(device));
  const passwordHash = await preparePassword(deps, input);
  const now = deps.clock();
  const userId = newId();
  const email = input.email.toLowerCase();
  const { link, mail } = await composeVerification(deps, { id: userId, email, locale: device.language }, now);
  await deps.store.createAccount({
    user: {
      id: userId,
      email,
      username: input.username,
      displayUsername: input.username,
      name: input.display_name ?? input.username,
      birthDate: input.birth_date ?? null,
      createdAt: now,
      updatedAt: now,
    },
    wayIn: { credentialId: newId(), passwordHash },
    channelId: newId(),
    verification: { link, mail },
  });
  deps.mailer.committed(mail);
  const user = await deps.store.findUser(userId);
  if (!user) throw new Error('the account that was just made is not in the database');
  return beginSession(deps, user, device);
}

/** The hash of a new account's password. Throws `username_taken`, `email_refused` and `password_breached` by rules that are the same for all. */
export async function preparePassword(deps: AccountDeps, input: SignUp): Promise<string> {
  if (isReservedHandle(input.username)) throw usernameTaken();
  if (deps.refuseDisposableMail) refuseDisposable(input.email);
  await deps.refuseErased(input.email);
  await refuseBreached(deps.isBreached, input.password);
  const { password } = await deps.auth.$context;
  return password.hash(input.password);
}
