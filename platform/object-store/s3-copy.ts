import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { AppError } from '../../shared/errors.ts';
import { nullIfGone } from './s3-requests.ts';

/** CopyObject's limit; anything larger is copied in parts. */
const largestSingleCopyBytes = 5 * 1024 ** 3;

/** Copies an object within a bucket, inside the store. Throws `not_found`. */
export async function copyObject(
  client: S3Client,
  Bucket: string,
  fromKey: string,
  toKey: string,
  partBytes = largestSingleCopyBytes,
): Promise<void> {
  const gone = () => new AppError('not_found', 'there is no such object');
  const source = await nullIfGone(client.send(new HeadObjectCommand({ Bucket, Key: fromKey })));
  if (!source) throw gone();
  const CopySource = `${Bucket}/${fromKey.split('/').map(encodeURIComponent).join('/')}`;
  const sizeBytes = source.ContentLength ?? 0;
  if (sizeBytes <= partBytes) {
    const copied = await nullIfGone(client.send(new CopyObjectCommand({ Bucket, Key: toKey, CopySource })));
    if (!copied) throw gone();
    return;
  }
  const ContentType = source.ContentType ?? 'application/octet-stream';
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key: toKey, ContentType }));
  if (UploadId === undefined) throw new Error('the object store answered no upload id');
  const upload = { Bucket, Key: toKey, UploadId };
  try {
    const Parts: { PartNumber: number; ETag: string }[] = [];
    for (let start = 0; start < sizeBytes; start += partBytes) {
      const CopySourceRange = `bytes=${start}-${Math.min(start + partBytes, sizeBytes) - 1}`;
      const part = { ...upload, PartNumber: Parts.length + 1, CopySource, CopySourceRange };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(part));
      Parts.push({ PartNumber: part.PartNumber, ETag: CopyPartResult?.ETag ?? '' });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  } catch (error) {
    await nullIfGone(client.send(new AbortMultipartUploadCommand(upload))).catch(() => {});
    throw error;
  }
}
