import * as z from 'zod';
import { providerIdSchema } from '../../../shared/contracts/openid.ts';

const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Secrets and codes travel there: over TLS, or not at all. */
const issuerSchema = z.url({ protocol: /^https?$/, abort: true }).refine((text) => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || loopback.has(hostname);
}, 'must be https');

const providerSchema = z.strictObject({
  id: providerIdSchema,
  /** For the button. */
  label: z.string().trim().min(1).max(40),
  issuer: issuerSchema,
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  scope: z
    .string()
    .regex(/(?:^| )openid(?: |$)/, 'must contain openid')
    .default('openid email profile'),
});

/** `KINORA_OPENID_PROVIDERS`: a JSON list. */
export const openidProvidersSchema = z
  .string()
  .default('[]')
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('must be JSON');
      return z.NEVER;
    }
  })
  .pipe(
    z
      .array(providerSchema)
      .max(20)
      .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'each id must be there once')
      .refine((all) => new Set(all.map(({ issuer }) => issuer)).size === all.length, 'each issuer must be there once'),
  );

export type OpenidProvider = z.output<typeof providerSchema>;
