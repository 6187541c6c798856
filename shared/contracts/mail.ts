import * as z from 'zod';
import { idSchema } from '../ids.ts';

export const mailSchema = z.object({
  mail_id: idSchema,
  to: z.string(),
  subject: z.string(),
  /** `kept`: there is no mail server, and it is here to be read. */
  state: z.enum(['kept', 'waiting', 'sent', 'failed']),
  error: z.string().nullable(),
  created_at: z.iso.datetime(),
});

export const mailListingSchema = z.object({ mails: z.array(mailSchema) });
/** `text` is empty once the mail was sent. */
export const mailTextSchema = mailSchema.extend({ text: z.string() });

export type MailListing = z.infer<typeof mailListingSchema>;
export type MailText = z.infer<typeof mailTextSchema>;
