import { deriveHmacKey, deriveSealingKey } from '../../shared/derived-key.ts';

/** Keys of one purpose each, out of the installation's secret. */
export type AccountKeys = {
  /** Encrypts what authenticator apps share with us. */
  sealing: CryptoKey;
  recoveryCodes: CryptoKey;
};

export async function deriveAccountKeys(authSecret: string): Promise<AccountKeys> {
  const [sealing, recoveryCodes] = await Promise.all([
    deriveSealingKey(authSecret, 'second factors'),
    deriveHmacKey(authSecret, 'recovery codes'),
  ]);
  return { sealing, recoveryCodes };
}
