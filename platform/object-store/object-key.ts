import { AppError } from '../../shared/errors.ts';

const encoder = new TextEncoder();
const maxKeyBytes = 1024;
const maxPartNumber = 10_000;

/** Returns `key` when it is a plain relative name (see `ObjectStore`); throws `validation_failed` otherwise. */
export function checkedKey(key: string): string {
  const segments = key.split('/');
  const isPlain = segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
  if (!isPlain || key.includes('\0') || !key.isWellFormed() || encoder.encode(key).length > maxKeyBytes)
    throw new AppError('validation_failed', 'invalid object key');
  return key;
}

/** Part numbers are 1–10,000, as in S3. */
export function checkedPartNumber(partNumber: number): number {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > maxPartNumber)
    throw new AppError('validation_failed', 'part numbers are 1 to 10,000');
  return partNumber;
}
