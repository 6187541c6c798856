import type { ErrorBody } from '../shared/errors.ts';

/** An error answer of the API, or `network` when none arrived. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Calls the API of this very host. The answer's shape is the contract's: both come from one release. */
export async function callApi<T>(method: 'GET' | 'POST', path: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { method, headers: { accept: 'application/json' } });
  } catch {
    throw new ApiError('network', 'no answer');
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const error = (body as Partial<ErrorBody> | null)?.error;
  throw new ApiError(error?.code ?? 'internal', error?.message ?? `status ${response.status}`);
}

/** Resolves after `delayMs`, or at once when `signal` aborts. */
export function pause(delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
