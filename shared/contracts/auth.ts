import * as z from 'zod';
import { handleSchema } from '../channel-handle.ts';
import { idSchema } from '../ids.ts';

export const signUpSchema = z.object({
  email: z.email().max(254),
  password: z.string().min(8).max(128),
  /** Also the handle of the first channel. */
  username: handleSchema,
  display_name: z.string().trim().min(1).max(80).optional(),
  /** Only its answer to "18 or older?" leaves the database; without it age-restricted videos stay closed. */
  birth_date: z.iso.date().optional(),
  /** For the web client: tokens in HttpOnly cookies instead of the answer. */
  cookies: z.boolean().optional(),
});

export const signInSchema = z.object({
  email: z.email().max(254),
  password: z.string().min(1).max(128),
  cookies: signUpSchema.shape.cookies,
});
/** The answer to a sign-up where addresses are confirmed first, whether there is an account with this one or not. */
export const signUpAskedSchema = z.object({ confirmation: z.literal('sent') });
const passwordSchema = signUpSchema.shape.password;
const linkTokenSchema = z.string().min(1).max(200);

export const verifyEmailSchema = z.object({ token: linkTokenSchema });
export const requestResetSchema = z.object({ email: signUpSchema.shape.email });
export const resetPasswordSchema = z.object({ token: linkTokenSchema, password: passwordSchema });
export const changePasswordSchema = z.object({
  current_password: z.string().min(1).max(128),
  new_password: passwordSchema,
});
export const changeEmailSchema = z.object({ email: signUpSchema.shape.email, password: z.string().min(1).max(128) });
export const refreshSchema = z.object({ refresh_token: z.string().min(1).max(200).optional() });

export const sessionSchema = z.object({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  /** Seconds until `access_token` expires. */
  expires_in: z.int(),
  refresh_token: z.string(),
  user: z.object({ user_id: z.string(), username: z.string() }),
});

/** What is answered when the tokens are in cookies. */
export const cookieSessionSchema = sessionSchema.pick({ expires_in: true, user: true });

/** A device that is signed in. */
export const deviceSessionSchema = z.object({
  session_id: idSchema,
  /** The one that asks. */
  current: z.boolean(),
  /** As it signed in. */
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  created_at: z.iso.datetime(),
  /** When it last refreshed its tokens. */
  last_used_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});
export const deviceSessionListSchema = z.object({ sessions: z.array(deviceSessionSchema), next_cursor: z.null() });

export const meSchema = z.object({
  user_id: z.string(),
  email: z.string(),
  email_verified: z.boolean(),
  username: z.string(),
  /** False for who signs in by other ways alone. */
  has_password: z.boolean(),
  display_name: z.string(),
  role: z.enum(['viewer', 'creator', 'moderator', 'admin']),
  channels: z.array(z.object({ channel_id: idSchema, handle: z.string(), name: z.string() })),
  created_at: z.iso.datetime(),
});

/** Claims of an access token (JWT, ES256) beside the registered ones; `sub` is the user id. */
export const accessTokenClaimsSchema = z.object({
  sub: z.string().min(1),
  /** Id of the sign-in. */
  sid: z.string().optional(),
  username: z.string(),
  role: meSchema.shape.role,
  /** True when the account's birth date says 18 or older. */
  adult: z.boolean(),
  exp: z.number(),
});

export type SignUpAsked = z.infer<typeof signUpAskedSchema>;
export type SignUp = z.infer<typeof signUpSchema>;
export type SignIn = z.infer<typeof signInSchema>;
export type Session = z.infer<typeof sessionSchema>;
export type CookieSession = z.infer<typeof cookieSessionSchema>;
export type DeviceSession = z.infer<typeof deviceSessionSchema>;
export type Me = z.infer<typeof meSchema>;
export type AccessTokenClaims = z.infer<typeof accessTokenClaimsSchema>;
