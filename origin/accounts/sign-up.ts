import { isReservedHandle } from '../../shared/channel-handle.ts';
import type { Session, SignUp } from '../../shared/contracts/auth.ts';
import { newId } from '../../shared/ids.ts';
import { signUpSubjects } from './abuse/attempts.ts';
import { refuseBreached } from './abuse/breached-passwords.ts';
import { refuseDisposable } from './abuse/disposable-mail.ts';
import type { Device } from './deps.ts';
import type { LinkDeps } from './links/deps.ts';
import { composeVerification } from './links/verify-email.ts';
import { openSession } from './sign-in.ts';
import { usernameTaken } from './store.ts';

/**
 * Makes an account with its default channel and signs it in. The rows are better-auth's, written here: its own
 * sign-up hashes the password while it holds the database's write lock, and could not take the channel along.
 */
export async function signUp(deps: LinkDeps, input: SignUp, device: Device): Promise<Session> {
  await deps.attempts.take(signUpSubjects(device));
  if (isReservedHandle(input.username)) throw usernameTaken();
  if (deps.refuseDisposableMail) refuseDisposable(input.email);
  await refuseBreached(deps.isBreached, input.password);
  const { password: passwords } = await deps.auth.$context;
  const passwordHash = await passwords.hash(input.password);
  const now = deps.clock();
  const userId = newId();
  const email = input.email.toLowerCase();
  const { link, mail } = composeVerification(deps, { id: userId, email }, now);
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
    passwordHash,
    credentialId: newId(),
    channelId: newId(),
    verification: { link, mail },
  });
  deps.mailer.committed(mail);
  return openSession(deps, { email: input.email, password: input.password }, device);
}
