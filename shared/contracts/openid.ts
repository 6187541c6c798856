import * as z from 'zod';
import { idSchema } from '../ids.ts';
import { signInSchema } from './auth.ts';

/** Name of a provider in the configuration, and in the address it sends people back to. */
export const providerIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'use lower-case letters, digits and -');
const providerSchema = z.object({
  provider_id: providerIdSchema,
  /** For the button. */
  label: z.string(),
});

/** What this installation lets people sign in with. */
export const waysInSchema = z.object({
  password: z.literal(true),
  passkeys: z.boolean(),
  providers: z.array(providerSchema),
});

/** Neither another host nor a second header can hide in it. */
const ownPathSchema = z
  .string()
  .max(500)
  .regex(/^\/(?:[!-.0-[\]-~][!-~]*)?$/, 'must be a path of this host');

/** Where the browser goes afterwards. */
export const beginTripSchema = z.object({ return_to: ownPathSchema.optional() });
export const linkIdentitySchema = beginTripSchema.extend({
  provider_id: providerIdSchema,
  password: signInSchema.shape.password.optional(),
});
/** Where the browser is to go now. */
export const tripSchema = z.object({ url: z.url() });

/** An account elsewhere that signs in to this one. */
export const identitySchema = z.object({
  identity_id: idSchema,
  /** `null` when the provider is no longer configured. */
  provider_id: z.string().nullable(),
  issuer: z.string(),
  email: z.string().nullable(),
  created_at: z.iso.datetime(),
  last_used_at: z.iso.datetime(),
});
export const identityListSchema = z.object({ identities: z.array(identitySchema), next_cursor: z.null() });

export type WaysIn = z.infer<typeof waysInSchema>;
export type Identity = z.infer<typeof identitySchema>;
