import { AppError } from '../../shared/errors.ts';
import { isFromOwnPage, safeMethods } from '../../shared/same-origin.ts';

/**
 * Cross-site request forgery: a request that browsers decorate with cookies by themselves, and that changes something or opens a
 * socket, must come from a page of this host. A bearer is no such decoration. Throws `csrf_rejected`.
 */
export function refuseForgery(request: Request, publicOrigin: string): void {
  const { method, headers } = request;
  if (!headers.has('cookie') || headers.has('authorization')) return;
  if (safeMethods.has(method) && headers.get('upgrade') === null) return;
  if (!isFromOwnPage(headers, publicOrigin))
    throw new AppError('csrf_rejected', 'requests with cookies are taken from pages of this host alone');
}
