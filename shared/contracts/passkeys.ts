import * as z from 'zod';
import { idSchema } from '../ids.ts';
import { signInSchema } from './auth.ts';

const base64UrlSchema = z.string().regex(/^[\w-]*$/, 'must be base64url');
const credentialIdSchema = base64UrlSchema.min(1).max(1400);
const bytesSchema = base64UrlSchema.max(65_536);

/** `RegistrationResponseJSON` of WebAuthn Level 3 §5.1: what `PublicKeyCredential.toJSON()` gives after `create()`. */
export const newCredentialSchema = z.object({
  id: credentialIdSchema,
  rawId: credentialIdSchema,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: bytesSchema,
    attestationObject: bytesSchema,
    transports: z.array(z.string().max(32)).max(10).optional(),
  }),
});

/** `AuthenticationResponseJSON` of the same, after `get()`. */
export const assertionSchema = z.object({
  id: credentialIdSchema,
  rawId: credentialIdSchema,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: bytesSchema,
    authenticatorData: bytesSchema,
    signature: bytesSchema,
    userHandle: base64UrlSchema.max(100).nullish(),
  }),
});

/** For `PublicKeyCredential.parseCreationOptionsFromJSON()` or `parseRequestOptionsFromJSON()`. */
export const ceremonyOptionsSchema = z.object({ options: z.looseObject({ challenge: z.string() }) });

const nameSchema = z.string().trim().min(1).max(80);
export const beginPasskeySchema = z.object({ password: signInSchema.shape.password.optional() });
export const addPasskeySchema = z.object({ name: nameSchema.optional(), credential: newCredentialSchema });
export const renamePasskeySchema = z.object({ name: nameSchema });
export const usePasskeySchema = z.object({ credential: assertionSchema, cookies: signInSchema.shape.cookies });

export const passkeySchema = z.object({
  passkey_id: idSchema,
  name: z.string(),
  /** Synchronised between devices. */
  backed_up: z.boolean(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime().nullable(),
});
export const passkeyListSchema = z.object({ passkeys: z.array(passkeySchema), next_cursor: z.null() });

export type NewCredential = z.infer<typeof newCredentialSchema>;
export type Assertion = z.infer<typeof assertionSchema>;
export type Passkey = z.infer<typeof passkeySchema>;
