import * as z from 'zod';
import { fromBase64Url } from '../../../shared/base64url.ts';
import { AppError } from '../../../shared/errors.ts';

const clientDataSchema = z.object({ challenge: z.string().min(1).max(200) });

/** The challenge that a ceremony answers; everything else in the client data is verified with the signature. */
export function challengeIn(clientDataJson: string): string {
  try {
    const bytes = fromBase64Url(clientDataJson) ?? new Uint8Array();
    return clientDataSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).challenge;
  } catch (cause) {
    throw passkeyInvalid(cause);
  }
}

/** One answer for whatever is wrong. */
export const passkeyInvalid = (cause?: unknown) =>
  new AppError('passkey_invalid', 'this passkey is not known here, or what it signed does not fit', { cause });
