import * as z from 'zod';
import { signInSchema } from './auth.ts';

/** Of an account that has one; others have signed in within the last minutes. */
const passwordSchema = signInSchema.shape.password.optional();
/** Six digits of the authenticator app, or a recovery code. */
const codeSchema = z.string().trim().min(6).max(20);

export const enrolSecondFactorSchema = z.object({ password: passwordSchema });
export const confirmSecondFactorSchema = z.object({ code: codeSchema });
/** For what weakens the second factor. */
export const guardedBySecondFactorSchema = z.object({ password: passwordSchema, code: codeSchema });

/** The second step of signing in, with the challenge that the first one was answered. */
export const secondStepSchema = z.object({
  challenge: z.string().min(1).max(200),
  code: codeSchema,
  cookies: signInSchema.shape.cookies,
});
/** `details` of `second_factor_required`. */
export const secondFactorRequiredSchema = z.object({
  challenge: z.string(),
  /** Seconds until `challenge` expires. */
  expires_in: z.int(),
});

export const secondFactorSchema = z.object({
  enabled: z.boolean(),
  recovery_codes_left: z.int().nonnegative(),
});
/** Shown once. */
export const enrolmentSchema = z.object({
  /** Base32, to type into an app. */
  secret: z.string(),
  /** `otpauth://totp/…`, to draw as a QR code. */
  uri: z.string(),
});
/** Shown once. */
export const recoveryCodesSchema = z.object({ recovery_codes: z.array(z.string()) });

export type SecondStep = z.infer<typeof secondStepSchema>;
export type SecondFactor = z.infer<typeof secondFactorSchema>;
export type Enrolment = z.infer<typeof enrolmentSchema>;
export type SecondFactorRequired = z.infer<typeof secondFactorRequiredSchema>;
