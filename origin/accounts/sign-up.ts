import type { Session, SignUp } from '../../shared/contracts/auth.ts';
import { newId } from '../../shared/ids.ts';
import type { AccountDeps, Device } from './deps.ts';
import { signIn } from './sign-in.ts';

/**
 * Makes an account with its default channel and signs it in. The rows are better-auth's, written here: its own
 * sign-up hashes the password while it holds the database's write lock, and could not take the channel along.
 */
export async function signUp(deps: AccountDeps, input: SignUp, device: Device): Promise<Session> {
  const { password: passwords } = await deps.auth.$context;
  const passwordHash = await passwords.hash(input.password);
  const now = deps.clock();
  await deps.store.createAccount({
    user: {
      id: newId(),
      email: input.email.toLowerCase(),
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
  });
  return signIn(deps, { email: input.email, password: input.password }, device);
}
