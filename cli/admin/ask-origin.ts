import type * as z from 'zod';
import { Failure } from '../failure.ts';
import { type OriginAddress, requestOrigin } from './call-origin.ts';

/** Reads something on origin's inside, or has it made when there is a `body`. Throws a `Failure` for a refusal and when origin does not answer. */
export async function askOrigin<T>(
  origin: OriginAddress,
  path: string,
  schema: z.ZodType<T>,
  body?: unknown,
): Promise<T> {
  const outcome = await requestOrigin(origin, body === undefined ? 'GET' : 'POST', path, body);
  if ('refusal' in outcome) throw new Failure(outcome.refusal.code, outcome.refusal.message);
  return schema.parse(outcome.answer);
}
