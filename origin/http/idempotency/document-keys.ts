import type { OpenAPIV3_1 } from 'openapi-types';
import { errorContent } from '../operation.ts';
import { isKeyed } from './is-keyed.ts';

const methods = ['post', 'put', 'patch', 'delete'] as const;

const parameter: OpenAPIV3_1.ParameterObject = {
  in: 'header',
  name: 'Idempotency-Key',
  required: false,
  description:
    'A name of your choice for this very request, for example a UUID. Sent again within 24 hours it is answered as it was ' +
    'the first time, with `Idempotency-Replayed: true`, and changes nothing more. Refusals are not kept: mend the cause ' +
    'and send it again.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};
const codes = '`idempotency_key_reused`, `idempotency_in_progress`';

/** Adds the header to every operation that `honourIdempotencyKeys` looks after. */
export function documentIdempotencyKeys<D extends { paths: Record<string, OpenAPIV3_1.PathItemObject | undefined> }>(
  document: D,
): D {
  for (const [path, item] of Object.entries(document.paths))
    for (const method of methods) {
      const operation = item?.[method];
      const isSignedIn = operation?.security?.some((scheme) => 'accessToken' in scheme) ?? false;
      if (!operation || !isSignedIn || !isKeyed(method, path)) continue;
      operation.parameters = [...(operation.parameters ?? []), parameter];
      const conflict = operation.responses?.['409'];
      const description =
        conflict && 'description' in conflict && conflict.description ? `${conflict.description}, ${codes}` : codes;
      operation.responses = { ...operation.responses, 409: { description, content: errorContent } };
    }
  return document;
}
