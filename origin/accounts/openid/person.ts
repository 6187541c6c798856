import * as z from 'zod';

const textSchema = z.string().trim().min(1).max(200).optional().catch(undefined);

/** What a provider says about somebody (OpenID Connect Core §5.1). Issuer and subject name them, the rest may change. */
export const personSchema = z
  .object({
    iss: z.string().min(1),
    sub: z.string().min(1).max(255),
    email: z.email().max(254).optional().catch(undefined),
    email_verified: z.boolean().catch(false),
    name: textSchema,
    preferred_username: textSchema,
  })
  .transform(({ iss, sub, email, email_verified, name, preferred_username }) => ({
    issuer: iss,
    subject: sub,
    email: email?.toLowerCase() ?? null,
    isEmailVerified: email_verified,
    name: name ?? null,
    username: preferred_username ?? null,
  }));

export type Person = z.output<typeof personSchema>;
