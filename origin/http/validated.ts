import { zValidator } from '@hono/zod-validator';
import type { ValidationTargets } from 'hono';
import { resolver, uniqueSymbol } from 'hono-openapi';
import type * as z from 'zod';
import { AppError } from '../../shared/errors.ts';

/** Validates one part of the request and documents it in the OpenAPI document, from the same schema. */
export function validated<Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
) {
  const middleware = zValidator(target, schema, (result) => {
    if (result.success) return;
    throw new AppError('validation_failed', 'the request does not fit the contract', {
      details: result.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
    });
  });
  return Object.assign(middleware, { [uniqueSymbol]: { target, ...resolver(schema, { io: 'input' }) } });
}
