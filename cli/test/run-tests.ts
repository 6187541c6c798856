import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type S3Service, startS3 } from '../../testkit/services.ts';
import type { EngineName } from '../engines/engine-table.ts';
import { tryEngines } from '../engines/ensure-engines.ts';
import { projectDir } from '../paths.ts';
import { failedOnce, type Step } from '../verify/step.ts';
import { bunTestStep } from './bun-test-step.ts';
import { testEnvironment } from './test-environment.ts';
import { enginesOf } from './test-files.ts';

/** What a missing engine means: on a user's machine its suites are skipped, in CI that is a failure. */
export type Missing = { engine: EngineName; reason: string };

/** Installs the special engines that `files` need; answers which could not be had. */
export async function prepareEngines(files: readonly string[]): Promise<Missing[]> {
  const needed = [...new Set(files.flatMap((file) => enginesOf(readSource(file))))];
  const missing: Missing[] = [];
  for (const engine of needed) {
    const reason = await tryEngines([engine]);
    if (reason !== null) missing.push({ engine, reason });
  }
  return missing;
}

/** Splits `files` into those that can run and one step per missing engine that says why the others cannot. */
export function withoutMissing(
  files: readonly string[],
  missing: readonly Missing[],
  isCi: boolean,
): { files: string[]; steps: Step[] } {
  const lacking = (file: string) => missing.find(({ engine }) => enginesOf(readSource(file)).includes(engine));
  const steps = missing.flatMap(({ engine, reason }): Step[] => {
    const affected = files.filter((file) => lacking(file)?.engine === engine).length;
    if (affected === 0) return [];
    const outcome = isCi ? failedOnce(reason) : { passed: 0, failed: 0, skipped: affected, output: '', note: reason };
    return [{ name: `suites with ${engine}`, run: async () => outcome }];
  });
  return { files: files.filter((file) => !lacking(file)), steps };
}

/** The integration suites; those with S3 share one server, which takes longer to boot than they take to run. */
export function integrationStep(files: readonly string[], isCi: boolean): Step {
  const name = 'integration tests';
  return {
    name,
    async run() {
      const needsS3 = files.some((file) => enginesOf(readSource(file)).includes('radosgw'));
      const s3 = needsS3 && !process.env.KINORA_TEST_S3_ENDPOINT ? await startS3() : null;
      try {
        const env = {
          ...testEnvironment(process.env),
          ...(isCi ? { CI: 'true' } : {}),
          ...(s3 ? s3Variables(s3) : {}),
        };
        return await bunTestStep({ name, files, parallel: 2, timeoutMs: 60_000, env }).run();
      } finally {
        await s3?.stop();
      }
    },
  };
}

export function unitStep(files: readonly string[]): Step {
  return bunTestStep({ name: 'unit tests', files, parallel: 1, timeoutMs: 10_000, env: testEnvironment(process.env) });
}

/** A step for each file: what ends one process, or fills the machine, leaves the other files their counts. */
export function endToEndSteps(files: readonly string[]): Step[] {
  const env = testEnvironment(process.env);
  return files.map((file) =>
    bunTestStep({ name: file.replace('.test.ts', ''), files: [file], parallel: 1, timeoutMs: 180_000, env }),
  );
}

function s3Variables(s3: S3Service): Record<string, string> {
  return {
    KINORA_TEST_S3_ENDPOINT: s3.endpoint,
    KINORA_TEST_S3_REGION: s3.region,
    KINORA_TEST_S3_BUCKET: s3.bucket,
    KINORA_TEST_S3_ACCESS_KEY_ID: s3.accessKeyId,
    KINORA_TEST_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
}

function readSource(file: string): string {
  return readFileSync(join(projectDir, file), 'utf8');
}
