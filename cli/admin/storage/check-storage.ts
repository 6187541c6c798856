import { openS3Bucket } from '../../../platform/object-store/s3-bucket.ts';
import { newId } from '../../../shared/ids.ts';
import type { Output } from '../../output.ts';
import { explainStorageError } from './explain-storage-error.ts';
import type { Storage } from './open-storage.ts';
import { CheckSkipped, removeAll, storageChecks } from './storage-checks.ts';

type Verdict = 'ok' | 'failed' | 'skipped';
const marks: Record<Verdict, string> = { ok: '✓', failed: '✗', skipped: '–' };

/** `admin storage check`: tries everything Kinora asks of a store, and cleans up. Resolves with 1 when something failed. */
export async function checkStorage({ config, store, publicUrl }: Storage, output: Output): Promise<number> {
  const report = (name: string, verdict: Verdict, message: string) => {
    output.event({ event: 'check', name, verdict, message });
    output.line(`  ${marks[verdict]} ${name.padEnd(14)} ${message}`);
  };
  const where = config.kind === 's3' ? `bucket ${config.bucket} at ${config.endpoint ?? 'AWS'}` : config.rootDir;
  output.line(`\n  ${where}\n`);
  if (config.kind === 's3' && !(await bucketAnswers(config, report))) return 1;

  const prefix = `kinora-check/${newId()}/`;
  const pageOrigin = new URL(publicUrl).origin;
  let failures = 0;
  try {
    for (const check of storageChecks) {
      try {
        report(check.name, 'ok', await check.run({ store, prefix, pageOrigin }));
      } catch (error) {
        if (error instanceof CheckSkipped) {
          report(check.name, 'skipped', error.message);
          continue;
        }
        failures += 1;
        report(check.name, 'failed', explainStorageError(error));
      }
    }
  } finally {
    await removeAll(store, prefix).catch(() => {});
  }
  output.event({ event: 'checked', failures });
  output.line(
    failures === 0 ? '\n  the store is fit for use' : `\n  ${failures} of ${storageChecks.length} checks failed`,
  );
  return failures === 0 ? 0 : 1;
}

async function bucketAnswers(
  options: Parameters<typeof openS3Bucket>[0],
  report: (name: string, verdict: Verdict, message: string) => void,
): Promise<boolean> {
  const bucket = openS3Bucket(options);
  try {
    const exists = await bucket.exists();
    if (exists) report('bucket', 'ok', 'it is there, and the key may see it');
    else report('bucket', 'failed', 'there is no such bucket; ./kinora admin storage setup makes it');
    return exists;
  } catch (error) {
    report('bucket', 'failed', explainStorageError(error));
    return false;
  } finally {
    bucket.close();
  }
}
