import type { ErrorBody } from '../shared/errors.ts';

/** An error answer of the API, or `network` when none arrived. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
    readonly details?: unknown,
  ) {
    super(message);
  }
}

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Calls the API of this very host, with JSON or a file. The answer's shape is the contract's: both come from one release. */
export async function callApi<T>(
  method: ApiMethod,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const response = await ask(method, path, { accept: 'application/json', ...headers }, body);
  return response.json().catch(() => null) as Promise<T>;
}

/** The events of a stream of the API as text, as they come. */
export async function openApiStream(path: string): Promise<ReadableStream<Uint8Array>> {
  const { body } = await ask('GET', path, { accept: 'text/event-stream' });
  if (!body) throw new ApiError('network', 'no answer');
  return body;
}

async function ask(
  method: ApiMethod,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined || body instanceof Blob ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      // A file says its type by itself.
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError('network', 'no answer');
  }
  if (response.ok) return response;
  const error = ((await response.json().catch(() => null)) as Partial<ErrorBody> | null)?.error;
  throw new ApiError(error?.code ?? 'internal', error?.message ?? `status ${response.status}`, error?.details);
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
