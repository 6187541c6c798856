import * as z from 'zod';
import { mailListingSchema, mailTextSchema } from '../../shared/contracts/mail.ts';
import type { Output } from '../output.ts';
import { askOrigin } from './ask-origin.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

type Origin = { url: string; internalKey: string };

/** `admin mail list`: what was written to people lately, newest first. */
export async function listMails(origin: Origin, output: Output): Promise<number> {
  const { mails } = await askOrigin(origin, '/admin/mails', mailListingSchema);
  for (const mail of mails) output.event({ event: 'mail', ...mail });
  if (mails.length === 0) output.line('no mails');
  else
    output.line(
      table([
        ['id', 'state', 'to', 'subject', 'written'],
        ...mails.map((mail) => [mail.mail_id, mail.state, printable(mail.to), mail.subject, mail.created_at]),
      ]),
    );
  return 0;
}

/** `admin mail show ID`: the text of a mail that waits, or that is kept for want of a mail server. */
export async function showMail(mailId: string, origin: Origin, output: Output): Promise<number> {
  const id = z.uuid().safeParse(mailId).data ?? 'unknown';
  const mail = await askOrigin(origin, `/admin/mails/${id}`, mailTextSchema);
  output.event({ event: 'mail', ...mail });
  output.line(`To: ${printable(mail.to)}\nSubject: ${mail.subject}\nState: ${mail.state}\n`);
  output.line(mail.text === '' ? '(the text is not kept once a mail was sent)' : mail.text);
  return 0;
}
