import type { SignUp } from '../../../shared/contracts/auth.ts';
import { mailContents } from '../../mail/mail-content.ts';
import { signUpSubjects } from '../abuse/attempts.ts';
import type { Device } from '../deps.ts';
import { type LinkDeps, linkLimit, verifyValidHours } from '../links/deps.ts';
import { hashSecretToken, newSecretToken } from '../secret-tokens.ts';
import { preparePassword } from '../sign-up.ts';
import { usernameTaken } from '../store.ts';

/**
 * Asks for an account, which is made once the link in the mail is followed. For an address that has an account the answer and
 * the work are the same, and its owner is told. Throws as `signUp`, but never `email_taken`.
 */
export async function requestSignUp(deps: LinkDeps, input: SignUp, device: Device): Promise<void> {
  await deps.attempts.take(signUpSubjects(device));
  const passwordHash = await preparePassword(deps, input);
  const now = deps.clock();
  if (!(await deps.pendingSignUps.isNameFree(input.username, now))) throw usernameTaken();
  const { publicUrl, mailer } = deps;
  const token = newSecretToken();
  const email = input.email.toLowerCase();
  const content = mailContents.verifyEmail({ publicUrl, token, validHours: verifyValidHours });
  const unknown = await mailer.compose({ email, locale: device.language }, content, now);
  const known = await mailer.compose({ email }, mailContents.accountExists({ publicUrl }), now);
  const row = {
    tokenHash: hashSecretToken(token),
    email,
    username: input.username,
    name: input.display_name ?? input.username,
    birthDate: input.birth_date ?? null,
    passwordHash,
    createdAt: now,
    expiresAt: new Date(now.getTime() + verifyValidHours * 3_600_000),
  };
  await deps.pendingSignUps.add(row, { known, unknown }, linkLimit(now));
  mailer.committed(unknown);
}
