import {
  type CORSRule,
  CreateBucketCommand,
  GetBucketCorsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
} from '@aws-sdk/client-s3';
import { connectS3, type S3Options } from './s3-requests.ts';

export type S3Bucket = {
  /** False when there is no such bucket. Rejects with the store's error when it refuses to say. */
  exists(): Promise<boolean>;
  create(): Promise<void>;
  /**
   * Lets pages of `origins` (`*`: any) PUT parts and read their ETag; rules that are there for others stay. Resolves
   * with false when such a rule was there already. Rejects where the store has no CORS by this interface.
   */
  allowUploadsFrom(origins: readonly string[]): Promise<boolean>;
  close(): void;
};

const missingNames = new Set(['NotFound', 'NoSuchBucket']);
const noRuleNames = new Set(['NoSuchCORSConfiguration', 'NoSuchCORSConfigurationError']);

/** What is done to the bucket itself, once, by an operator. */
export function openS3Bucket(options: S3Options): S3Bucket {
  const { bucket: Bucket, region, endpoint } = options;
  const client = connectS3(options, endpoint);

  const corsRules = async (): Promise<CORSRule[]> => {
    try {
      return (await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules ?? [];
    } catch (error) {
      if (error instanceof Error && noRuleNames.has(error.name)) return [];
      throw error;
    }
  };

  return {
    async exists() {
      try {
        // Not HEAD: its answer has no body that could say why a key was refused.
        await client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
        return true;
      } catch (error) {
        if (error instanceof Error && missingNames.has(error.name)) return false;
        throw error;
      }
    },
    async create() {
      // AWS wants the region named here too, except for its first one.
      const isPlain = endpoint !== undefined || region === 'us-east-1' || region === 'auto';
      const LocationConstraint = region as 'eu-west-1'; // any region's name; the type lists those of the SDK's day
      await client.send(
        new CreateBucketCommand({ Bucket, ...(isPlain ? {} : { CreateBucketConfiguration: { LocationConstraint } }) }),
      );
    },
    async allowUploadsFrom(origins) {
      const rules = await corsRules();
      if (origins.every((origin) => rules.some((rule) => allowsUploads(rule, origin)))) return false;
      const rule = {
        AllowedOrigins: [...origins],
        AllowedMethods: ['PUT', 'GET', 'HEAD'],
        AllowedHeaders: ['*'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 3600,
      };
      await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [...rules, rule] } }));
      return true;
    },
    close: () => client.destroy(),
  };
}

function allowsUploads(rule: CORSRule, origin: string): boolean {
  const { AllowedOrigins = [], AllowedMethods = [], AllowedHeaders = [], ExposeHeaders = [] } = rule;
  const isOpen = AllowedOrigins.includes('*') || AllowedOrigins.includes(origin);
  const exposesEtag = ExposeHeaders.some((name) => name.toLowerCase() === 'etag');
  return isOpen && AllowedMethods.includes('PUT') && AllowedHeaders.includes('*') && exposesEtag;
}
