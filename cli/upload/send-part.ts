import { AppError, errorStatus, isErrorBody } from '../../shared/errors.ts';

/** PUTs one part to its signed URL and returns the ETag header, quotes included. Throws `AppError` or a network error. */
export async function sendPart(url: string, body: Blob, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { method: 'PUT', body, signal });
  const text = await response.text();
  if (!response.ok) throw toAppError(response.status, text);
  const etag = response.headers.get('etag');
  if (etag === null) throw new AppError('bad_gateway', 'the object store answered without an ETag');
  return etag;
}

/** The store may be S3, whose errors are XML: what matters is whether trying again helps. */
function toAppError(status: number, text: string): AppError {
  const body = parseJson(text);
  if (isErrorBody(body) && body.error.code in errorStatus) return new AppError(body.error.code, body.error.message);
  if (status >= 500) return new AppError('unavailable', `the object store answered ${status}`);
  return new AppError(status === 403 ? 'url_expired' : 'validation_failed', `the object store answered ${status}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
