import * as z from 'zod';
import { idSchema } from '../ids.ts';

export const signUpSchema = z.object({
  email: z.email().max(254),
  password: z.string().min(8).max(128),
  username: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9_]{1,28})[a-z0-9]$/, 'use 3 to 30 lower-case letters, digits or _ (not at the ends)'),
  display_name: z.string().trim().min(1).max(80).optional(),
  /** Only its answer to "18 or older?" leaves the database; without it age-restricted videos stay closed. */
  birth_date: z.iso.date().optional(),
});

export const signInSchema = z.object({ email: z.email().max(254), password: z.string().min(1).max(128) });
export const refreshSchema = z.object({ refresh_token: z.string().min(1).max(200) });

export const sessionSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds until `access_token` expires. */
  expires_in: z.int(),
  refresh_token: z.string(),
  user: z.object({ user_id: z.string(), username: z.string() }),
});

export const meSchema = z.object({
  user_id: z.string(),
  email: z.string(),
  username: z.string(),
  display_name: z.string(),
  role: z.enum(['viewer', 'creator', 'moderator', 'admin']),
  channels: z.array(z.object({ channel_id: idSchema, handle: z.string(), name: z.string() })),
  created_at: z.iso.datetime(),
});

/** Claims of an access token (JWT, ES256) beside the registered ones; `sub` is the user id. */
export const accessTokenClaimsSchema = z.object({
  sub: z.string().min(1),
  username: z.string(),
  role: meSchema.shape.role,
  /** True when the account's birth date says 18 or older. */
  adult: z.boolean(),
  exp: z.number(),
});

export type SignUp = z.infer<typeof signUpSchema>;
export type SignIn = z.infer<typeof signInSchema>;
export type Session = z.infer<typeof sessionSchema>;
export type Me = z.infer<typeof meSchema>;
export type AccessTokenClaims = z.infer<typeof accessTokenClaimsSchema>;
