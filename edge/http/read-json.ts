import { AppError } from '../../shared/errors.ts';
import { readBody } from './read-body.ts';

/** A body of at most `maxBytes` as text, and parsed on demand. Throws as `readBody` does, and `invalid_json`. */
export async function readJson(request: Request, maxBytes: number): Promise<{ text: string; json: () => unknown }> {
  const text = new TextDecoder().decode(await readBody(request, maxBytes));
  return {
    text,
    json() {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new AppError('invalid_json', 'the body is not valid JSON');
      }
    },
  };
}
