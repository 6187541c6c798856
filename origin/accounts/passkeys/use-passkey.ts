import { fromBase64Url, toBase64Url } from '../../../shared/base64url.ts';
import type { Session } from '../../../shared/contracts/auth.ts';
import type { Assertion } from '../../../shared/contracts/passkeys.ts';
import { attempting, passkeySubjects } from '../abuse/attempts.ts';
import { challengeInvalid, challengeTtlSec, newChallenge } from '../challenges/new-challenge.ts';
import type { Device } from '../deps.ts';
import { requireEntry } from '../require-entry.ts';
import { hashSecretToken } from '../secret-tokens.ts';
import { beginSession } from '../sessions/begin-session.ts';
import type { User } from '../store.ts';
import { challengeIn, passkeyInvalid } from './client-challenge.ts';
import type { PasskeyDeps } from './deps.ts';
import { requireRelyingParty } from './relying-party.ts';
import type { PasskeyRow } from './store.ts';
import { webauthn } from './webauthn.ts';

/** What any passkey of this host may answer: nobody has said who they are. Throws `conflict`. */
export async function askForPasskey(deps: PasskeyDeps) {
  const party = requireRelyingParty(deps.publicUrl);
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    timeout: challengeTtlSec * 1000,
    userVerification: 'required',
  });
  await deps.challenges.add(newChallenge('use_passkey', options.challenge, { userId: null }, deps.clock()));
  return options;
}

/**
 * Signs in with a passkey alone: having it and opening it are two factors. Throws `challenge_invalid`, `passkey_invalid`,
 * `rate_limited`, and as `requireEntry` does.
 */
export async function usePasskey(deps: PasskeyDeps, assertion: Assertion, device: Device): Promise<Session> {
  const user = await attempting(deps.attempts, passkeySubjects(device), () => checkAssertion(deps, assertion));
  await requireEntry(deps, user);
  return beginSession(deps, user, device);
}

async function checkAssertion(deps: PasskeyDeps, assertion: Assertion): Promise<User> {
  const now = deps.clock();
  const challenge = challengeIn(assertion.response.clientDataJSON);
  if (!(await deps.challenges.take(hashSecretToken(challenge), 'use_passkey', now))) throw challengeInvalid();
  const found = await deps.passkeys.findByCredential(assertion.id);
  // A discoverable credential says whose it is (WebAuthn §7.2 step 6).
  if (!found || assertion.response.userHandle !== toBase64Url(new TextEncoder().encode(found.user.id)))
    throw passkeyInvalid();
  const { newCounter, credentialBackedUp } = await verify(deps, assertion, challenge, found.passkey);
  const used = { counter: newCounter, backedUp: credentialBackedUp, at: now };
  if (!(await deps.passkeys.markUsed(found.passkey, used))) throw passkeyInvalid();
  return found.user;
}

/** Also refuses a counter that has not grown: then the passkey was copied (WebAuthn §7.2 step 22). */
async function verify(deps: PasskeyDeps, assertion: Assertion, challenge: string, passkey: PasskeyRow) {
  const party = requireRelyingParty(deps.publicUrl);
  const { id, rawId, type } = assertion;
  const { clientDataJSON, authenticatorData, signature } = assertion.response;
  const publicKey = fromBase64Url(passkey.publicKey);
  if (!publicKey) throw new Error('the public key in the database is not base64url');
  const { verifyAuthenticationResponse } = await webauthn();
  const verified = await verifyAuthenticationResponse({
    response: {
      id,
      rawId,
      type,
      response: { clientDataJSON, authenticatorData, signature },
      clientExtensionResults: {},
    },
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    credential: { id: passkey.credentialId, publicKey, counter: passkey.counter },
  }).catch((error: unknown) => {
    throw passkeyInvalid(error);
  });
  if (!verified.verified) throw passkeyInvalid();
  return verified.authenticationInfo;
}
