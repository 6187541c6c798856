import { createHash } from 'node:crypto';
import type { S3Client } from '@aws-sdk/client-s3';

/** Requests that S3 once demanded a Content-MD5 of. AWS takes a newer checksum now; Swift and older servers do not. */
const demanding = new Set(['DeleteObjectsCommand', 'PutBucketCorsCommand']);

/** Adds the header those requests need; it is signed with the others. */
export function addContentMd5(client: S3Client): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      const { request } = args;
      if (demanding.has(context.commandName ?? '') && hasTextBody(request))
        request.headers['content-md5'] = createHash('md5').update(request.body).digest('base64');
      return next(args);
    },
    { step: 'build', name: 'contentMd5' },
  );
}

function hasTextBody(request: unknown): request is { body: string; headers: Record<string, string> } {
  return typeof request === 'object' && request !== null && 'body' in request && typeof request.body === 'string';
}
