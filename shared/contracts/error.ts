import * as z from 'zod';
import { type ErrorCode, errorStatus } from '../errors.ts';

export const errorBodySchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorStatus) as [ErrorCode, ...ErrorCode[]]), // Object.keys forgets the key type
    message: z.string(),
    details: z.unknown().optional(),
  }),
});
