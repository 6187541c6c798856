import * as z from 'zod';
import { toBase64Url } from '../../../shared/base64url.ts';
import type { NewCredential } from '../../../shared/contracts/passkeys.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { mailContents } from '../../mail/mail-content.ts';
import type { Asker } from '../asker.ts';
import { challengeInvalid, challengeTtlSec, newChallenge } from '../challenges/new-challenge.ts';
import { confirmIdentity } from '../password/confirm-identity.ts';
import { hashSecretToken } from '../secret-tokens.ts';
import { securityNote } from '../security-note.ts';
import { challengeIn, passkeyInvalid } from './client-challenge.ts';
import type { PasskeyDeps } from './deps.ts';
import { requireRelyingParty } from './relying-party.ts';
import type { PasskeyRow } from './store.ts';
import { webauthn } from './webauthn.ts';

const passkeysPerUser = 20;
const transportsSchema = z.array(z.string());

/** What the browser is to make a passkey for. Throws `invalid_credentials`, `reauthentication_required`, `conflict`. */
export async function beginPasskey(deps: PasskeyDeps, asker: Asker, password: string | undefined) {
  const party = requireRelyingParty(deps.publicUrl);
  const user = await confirmIdentity(deps, asker, password);
  const held = await deps.passkeys.listOf(user.id);
  const { generateRegistrationOptions } = await webauthn();
  const options = await generateRegistrationOptions({
    rpName: 'Kinora',
    rpID: party.id,
    userID: new TextEncoder().encode(user.id),
    userName: user.username,
    userDisplayName: user.name,
    timeout: challengeTtlSec * 1000,
    attestationType: 'none',
    excludeCredentials: held.map((each) => ({
      id: each.credentialId,
      transports: transportsSchema.parse(JSON.parse(each.transports)),
    })),
    // Found without a name, and opened by a finger or a PIN: the passkey is both factors.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  await deps.challenges.add(newChallenge('add_passkey', options.challenge, { userId: user.id }, deps.clock()));
  return options;
}

/** Throws `challenge_invalid`, `passkey_invalid`, and `conflict` for one too many. */
export async function addPasskey(
  deps: PasskeyDeps,
  asker: Asker,
  input: { name?: string | undefined; credential: NewCredential },
): Promise<PasskeyRow> {
  const party = requireRelyingParty(deps.publicUrl);
  const now = deps.clock();
  const challenge = challengeIn(input.credential.response.clientDataJSON);
  const begun = await deps.challenges.take(hashSecretToken(challenge), 'add_passkey', now);
  const user = await deps.store.findUser(asker.userId);
  if (!user || begun?.userId !== user.id) throw challengeInvalid();
  const { credential, isBackedUp } = await verify(input.credential, challenge, party);
  const passkey: PasskeyRow = {
    id: newId(),
    userId: user.id,
    credentialId: credential.id,
    publicKey: toBase64Url(credential.publicKey),
    counter: credential.counter,
    transports: JSON.stringify(input.credential.response.transports ?? []),
    backedUp: isBackedUp,
    name: input.name ?? 'Passkey',
    createdAt: now,
    lastUsedAt: null,
  };
  const note = await securityNote(deps, { by: asker.by, to: user, letter: mailContents.passkeyAdded(deps) });
  const outcome = await deps.passkeys.add(passkey, passkeysPerUser, note);
  if (outcome === 'taken') throw passkeyInvalid();
  if (outcome === 'too many')
    throw new AppError('conflict', `an account has at most ${passkeysPerUser} passkeys; remove one first`);
  deps.mailer.committed(note.mail);
  return passkey;
}

async function verify(made: NewCredential, challenge: string, party: { id: string; origin: string }) {
  const { id, rawId, type, response } = made;
  const { clientDataJSON, attestationObject } = response;
  const { verifyRegistrationResponse } = await webauthn();
  const verified = await verifyRegistrationResponse({
    response: { id, rawId, type, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} },
    expectedChallenge: challenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
  }).catch((error: unknown) => {
    throw passkeyInvalid(error);
  });
  if (!verified.verified) throw passkeyInvalid();
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return { credential, isBackedUp: credentialBackedUp };
}
