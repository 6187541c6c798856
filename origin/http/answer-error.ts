import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { AppError } from '../../shared/errors.ts';
import type { AppEnv } from './app-env.ts';
import { isAway } from './is-away.ts';

/** The one place where an error becomes an answer. What is no `AppError` is logged whole and answered without detail. */
export const answerError: ErrorHandler<AppEnv> = (error, c) => {
  const known = toAppError(error);
  if (known) return c.json(known.toBody(), known.status, known.headers);
  const requestId = c.get('requestId');
  c.get('log').error({ err: error, method: c.req.method, path: c.req.path }, 'request failed');
  if (isAway(error)) {
    const headers = { 'retry-after': '2' };
    const away = new AppError('unavailable', 'a service behind this one does not answer; try again', { headers });
    return c.json(away.toBody(), away.status, away.headers);
  }
  const internal = new AppError('internal', `something went wrong; the request id is ${requestId}`);
  return c.json(internal.toBody(), internal.status);
};

function toAppError(error: Error): AppError | null {
  if (error instanceof AppError) return error;
  // Hono's validator throws this, and only this, for a body that is not JSON.
  if (error instanceof HTTPException && error.status === 400)
    return new AppError('invalid_json', 'the body is not valid JSON');
  return null;
}
