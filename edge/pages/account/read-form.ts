import { AppError } from '../../../shared/errors.ts';
import { isFromOwnPage } from '../../../shared/same-origin.ts';
import { readBody } from '../../http/read-body.ts';

const MAX_FORM_BYTES = 16 * 1024;

export type Form = Readonly<Record<string, string>>;

/**
 * The fields of a form of ours; what is left empty is left out. Throws `csrf_rejected` when another site's page sent it,
 * with cookies or without: it could sign a browser in as somebody else.
 */
export async function readForm(request: Request, publicOrigin: string): Promise<Form> {
  if (!isFromOwnPage(request.headers, publicOrigin))
    throw new AppError('csrf_rejected', 'forms are taken from pages of this host alone');
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type))
    throw new AppError('unsupported_media', 'send the form as application/x-www-form-urlencoded');
  const text = new TextDecoder().decode(await readBody(request, MAX_FORM_BYTES));
  return Object.fromEntries([...new URLSearchParams(text)].filter(([, value]) => value !== ''));
}

/** Where to go on: a path of this host, `/account` for anything else. */
export function ownPath(wanted: string | undefined, publicOrigin: string): string {
  if (wanted === undefined || !/^\/(?![/\\])[^\\\s]{0,1000}$/.test(wanted)) return '/account';
  return new URL(wanted, publicOrigin).origin === publicOrigin ? wanted : '/account';
}
