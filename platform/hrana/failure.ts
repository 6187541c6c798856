import { LibsqlError } from '@libsql/client/http';

export type Failure = { message: string; code?: string | null };

/** As @libsql/client throws it: the code is also the beginning of the message. */
export const errorOf = ({ message, code }: Failure): LibsqlError => new LibsqlError(message, code ?? 'UNKNOWN');

/** What an answer other than 200 says, with its `status`. */
export async function readFailure(response: Response): Promise<LibsqlError & { status: number }> {
  const { status } = response;
  const words = (await response.text()).slice(0, 500);
  const failure = parseFailure(words) ?? { message: `the database answered ${status}: ${words}`, code: 'SERVER_ERROR' };
  return Object.assign(errorOf(failure), { status });
}

function parseFailure(text: string): Failure | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('message' in value)) return null;
    return { message: String(value.message), code: 'code' in value ? String(value.code) : null };
  } catch {
    return null;
  }
}
