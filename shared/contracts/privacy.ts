import * as z from 'zod';
import { idSchema } from '../ids.ts';

/** Who asks is asked again: a borrowed device must not be enough. */
export const confirmedRequestSchema = z.object({
  /** Unless the account has none, and was signed in to within the last minutes. */
  password: z.string().min(1).max(1024).optional(),
  /** Of the authenticator app, or a recovery code, where the account has a second factor. */
  code: z.string().min(1).max(64).optional(),
});
export type ConfirmedRequest = z.output<typeof confirmedRequestSchema>;

export const dataExportSchema = z.object({
  export_id: idSchema,
  state: z.enum(['queued', 'running', 'ready', 'failed', 'cancelled', 'expired']),
  progress_percent: z.number().int().min(0).max(100),
  size_bytes: z.number().int().nullable(),
  created_at: z.iso.datetime(),
  /** When the archive is removed; null until there is one. */
  expires_at: z.iso.datetime().nullable(),
  /** Where the archive is for the next hour, without signing in; ask again for another. */
  download_url: z.url().nullable(),
});
export type DataExport = z.output<typeof dataExportSchema>;

export const dataExportListSchema = z.object({ exports: z.array(dataExportSchema), next_cursor: z.null() });

export const erasureSchema = z.object({
  /** From then on there is no way back. */
  due_at: z.iso.datetime(),
});
export type Erasure = z.output<typeof erasureSchema>;

/** `details` of `account_leaving`, the answer to a sign-in during the grace period. */
export const accountLeavingSchema = z.object({
  due_at: z.iso.datetime(),
  /** For `POST /auth/keep-account/mail`, once, within ten minutes. `null` when it is too late. */
  challenge: z.string().nullable(),
});
export type AccountLeaving = z.output<typeof accountLeavingSchema>;

export const mailKeepLinkSchema = z.object({ challenge: z.string().min(1).max(200) });
export const keepAccountSchema = z.object({ token: z.string().min(1).max(128) });
