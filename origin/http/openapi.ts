import { Hono } from 'hono';
import { generateSpecs } from 'hono-openapi';
import * as z from 'zod';
import { apiKeyScopes } from '../../shared/contracts/api-keys.ts';
import { errorBodySchema } from '../../shared/contracts/error.ts';
import type { AppEnv } from './app-env.ts';
import { edgeOperations } from './edge-operations.ts';
import { documentIdempotencyKeys } from './idempotency/document-keys.ts';
import { errorContent } from './operation.ts';

export type OpenApiDocument = Awaited<ReturnType<typeof generateSpecs>>;

const scopeList = Object.entries(apiKeyScopes)
  .map(([scope, meaning]) => `- \`${scope}\`: ${meaning}`)
  .join('\n');
const errorSchema = z.toJSONSchema(errorBodySchema, { target: 'draft-2020-12' });

/** The document of everything under /api/v1, the edge's operations included, made from the contracts. */
export async function generateOpenApi(app: Hono<AppEnv>, publicUrl: string): Promise<OpenApiDocument> {
  const all = new Hono<AppEnv>().route('/', app).route('/api/v1', edgeOperations());
  const document = await generateSpecs(all, {
    documentation: {
      info: {
        title: 'Kinora',
        version: '1.0.0',
        description:
          'Upload, process and play videos. Times are ISO 8601 in UTC, sizes are bytes, and errors are ' +
          '`{"error":{"code","message","details?"}}` with stable codes.',
      },
      servers: [{ url: publicUrl }],
      tags: [
        { name: 'Accounts', description: 'Sign-up, sign-in and tokens' },
        { name: 'Channels', description: 'Channels, who works on them and what they show' },
        { name: 'Uploads', description: 'Resumable uploads straight to the object store' },
        { name: 'Videos', description: 'What is known about videos' },
        { name: 'Playback', description: 'Watching' },
        { name: 'Comments', description: 'What viewers say' },
        { name: 'Subscriptions', description: 'Whom you follow, and what is new of them' },
        { name: 'Service', description: 'Operations' },
      ],
      components: {
        schemas: { Error: errorSchema as Record<string, unknown> }, // JSON Schema 2020-12 is OpenAPI 3.1's dialect
        securitySchemes: {
          accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'kin_…', description: scopeList },
        },
      },
    },
    excludeStaticFile: false,
    exclude: /^\/internal\//,
    defaultValidationErrorResponse: {
      description: '`validation_failed` with `details: [{path, message}]`, or `invalid_json`',
      content: errorContent,
    },
  });
  return documentIdempotencyKeys(document);
}
