import { AppError } from '../../shared/errors.ts';
import { answerJson } from './answer-json.ts';
import { redactPath } from './redact-path.ts';

/** The one log line of a request that failed for a reason of ours. Carries no token, query or body. */
export function logFailure(request: Request, requestId: string, error: unknown): void {
  console.error(
    JSON.stringify({
      level: 'error',
      service: 'edge',
      request_id: requestId,
      method: request.method,
      path: redactPath(new URL(request.url).pathname),
      message: error instanceof Error ? error.message : String(error),
      ...(error instanceof Error && error.cause instanceof Error ? { cause: error.cause.message } : {}),
    }),
  );
}

/** What a client may know of `error`: an `AppError` as it is, anything else as `internal`. */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', 'something went wrong on our side');
}

export function errorResponse(error: AppError, common: Record<string, string> = {}): Response {
  const headers = { ...common, 'cache-control': 'no-store', ...error.headers };
  return answerJson({ error: { ...error.toBody().error } }, { status: error.status, headers });
}
