import { zValidator } from '@hono/zod-validator';
import type { ValidationTargets } from 'hono';
import { resolver, uniqueSymbol } from 'hono-openapi';
import * as z from 'zod';
import { AppError } from '../../shared/errors.ts';

/**
 * Validates one part of the request and documents it in the OpenAPI document, from the same schema. A JSON body with a
 * name that the contract does not know is refused: left out in silence, a misspelt `visibility` would publish a video.
 */
export function validated<Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  contract: Schema,
) {
  const schema = target === 'json' ? closed(contract) : contract;
  const middleware = zValidator(target, schema, (result) => {
    if (result.success) return;
    throw new AppError('validation_failed', 'the request does not fit the contract', {
      details: result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    });
  });
  return Object.assign(middleware, { [uniqueSymbol]: { target, ...resolver(schema, { io: 'input' }) } });
}

/** The same contract, without room for names it does not have. */
function closed<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema instanceof z.ZodObject
    ? (schema.strict() as unknown as Schema) // `strict` changes what is taken, not the type of what comes out
    : schema;
}
