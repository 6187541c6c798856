import type { Context } from 'hono';
import { AppError } from '../../../../shared/errors.ts';
import { isFromOwnPage } from '../../../../shared/same-origin.ts';
import { readBody } from '../../../http/read-body.ts';
import type { EdgeEnv } from '../../../http/request-facts.ts';
import type { Refused } from '../../account/origin-call.ts';
import type { Form } from '../../account/read-form.ts';

/** The largest file that such a form takes (a thumbnail), and room for its fields. */
const MAX_FORM_BYTES = 11 * 1024 * 1024;

export type FileForm = { fields: Form; file: File | null };

/**
 * A form of ours with a file in it (RFC 7578), for browsers without scripts. Throws `csrf_rejected` when it comes from
 * another site's page, `payload_too_large`, and `validation_failed` when it is not such a form.
 */
export async function readFileForm(c: Context<EdgeEnv>, publicOrigin: string): Promise<FileForm> {
  const request = c.req.raw;
  if (!isFromOwnPage(request.headers, publicOrigin))
    throw new AppError('csrf_rejected', 'forms are taken from pages of this host alone');
  const type = request.headers.get('content-type') ?? '';
  const body = await readBody(request, MAX_FORM_BYTES);
  const parts = await new Response(body, { headers: { 'content-type': type } }).formData().catch((error: unknown) => {
    throw new AppError('validation_failed', 'send the form as multipart/form-data', { cause: error });
  });
  const file = parts.get('file');
  const fields = [...parts].flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' ? [[name, value]] : [],
  );
  return { fields: Object.fromEntries(fields), file: file instanceof File && file.size > 0 ? file : null };
}

/** What captions are by their name: browsers do not know these types. */
export const captionType = (name: string): string => (/\.srt$/i.test(name) ? 'application/x-subrip' : 'text/vtt');

/** Stands for an answer of the API where nothing was sent. */
export const noFile: Refused = {
  ...{ ok: false, status: 400, code: 'no_file', message: 'no file was chosen' },
  ...{ fields: [], details: undefined },
};
