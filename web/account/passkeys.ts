import { callApi } from '../api.ts';

type Ceremony = { options: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON };

/** False in browsers without WebAuthn Level 3's JSON methods, where passwords and codes still work. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Signs in with a passkey of the person's choice; cookies carry the session. Rejects when they think better of it. */
export async function signInWithPasskey(): Promise<void> {
  const { options } = await callApi<Ceremony>('POST', '/auth/passkey/options', {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  await callApi('POST', '/auth/passkey', {
    credential: toJson(await navigator.credentials.get({ publicKey })),
    cookies: true,
  });
}

/** Makes a passkey for the signed-in account. Rejects when the password is wrong or the person thinks better of it. */
export async function addPasskey(password: string, name: string): Promise<void> {
  const { options } = await callApi<Ceremony>('POST', '/me/passkeys/options', password === '' ? {} : { password });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = toJson(await navigator.credentials.create({ publicKey }));
  await callApi('POST', '/me/passkeys', { credential, ...(name === '' ? {} : { name }) });
}

function toJson(credential: Credential | null): unknown {
  if (credential instanceof PublicKeyCredential) return credential.toJSON();
  throw new Error('the browser made no passkey');
}
