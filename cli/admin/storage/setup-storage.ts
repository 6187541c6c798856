import { openS3Bucket } from '../../../platform/object-store/s3-bucket.ts';
import { Failure, usageFailure } from '../../failure.ts';
import type { Output } from '../../output.ts';
import { explainStorageError } from './explain-storage-error.ts';
import type { Storage } from './open-storage.ts';

/**
 * `admin storage setup`: makes the bucket if it is missing and lets pages of the public host (and of `moreOrigins`)
 * upload to it. May be repeated. A directory needs nothing.
 */
export async function setUpStorage(
  { config, publicUrl }: Storage,
  moreOrigins: readonly string[],
  output: Output,
): Promise<number> {
  if (config.kind === 'filesystem') {
    output.line('a directory needs no setting up; ./kinora admin storage check looks whether it works');
    return 0;
  }
  const origins = [...new Set([new URL(publicUrl).origin, ...moreOrigins.map(originOf)])];
  const bucket = openS3Bucket(config);
  const say = (step: string, message: string) => {
    output.event({ event: 'setup', step, message });
    output.line(`  ${message}`);
  };
  try {
    const isThere = await bucket.exists();
    if (!isThere) await bucket.create();
    say('bucket', isThere ? `bucket ${config.bucket} is there` : `bucket ${config.bucket} was made`);
    const isNew = await bucket.allowUploadsFrom(origins).catch((cause: unknown) => {
      throw new Failure('cors_refused', byHand(origins, explainStorageError(cause)), { cause });
    });
    say(
      'cors',
      `pages of ${origins.join(', ')} ${isNew ? 'may upload from now on' : 'were allowed to upload already'}`,
    );
    return 0;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('storage_setup_failed', explainStorageError(error), { cause: error });
  } finally {
    bucket.close();
  }
}

function originOf(text: string): string {
  if (text === '*') return text;
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw usageFailure(`--origin: "${text}" is no http or https address`);
  return url.origin;
}

function byHand(origins: readonly string[], reason: string): string {
  return [
    `the store did not take the CORS rule: ${reason}.`,
    `Set it in the store's own console: allow PUT from ${origins.join(', ')}, any header, and expose ETag.`,
  ].join(' ');
}
