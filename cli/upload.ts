import { basename } from 'node:path';
import type { ApiClient } from '../shared/client/api-client.ts';
import { AppError } from '../shared/errors.ts';
import { checkFile } from './demo/check-file.ts';
import { Failure } from './failure.ts';
import { listenForStop } from './stop-signals.ts';
import { exitCodes, explained } from './upload/explain-error.ts';
import { findHost, openClient } from './upload/open-client.ts';
import { retry } from './upload/retry.ts';
import { sendOne } from './upload/send-one.ts';
import { readUploadArguments } from './upload/upload-arguments.ts';
import { journalDir, openJournal } from './upload/upload-journal.ts';
import { createUploadReport } from './upload/upload-report.ts';
import { waitUntil } from './upload/wait-until.ts';
import type { VerbInput } from './verb.ts';

/** `upload FILE…`: sends files one after the other and goes on past one that is refused. */
export async function upload(input: VerbInput): Promise<number> {
  const { positionals, flags, options, output } = input;
  const { details, parallel, waitFor } = readUploadArguments(input);
  const paths = positionals.map(checkFile);
  const host = findHost(options.get('host'), process.env);
  const signals = listenForStop();
  const { stop: signal } = signals;
  let exitCode = 0;
  try {
    const client = await openClient(host, { key: options.get('api-key'), env: process.env, signal });
    const userId = await retry(() => whoAmI(client, options.get('api-key')), { patienceMs: 20_000, signal });
    for (const path of paths) {
      const report = createUploadReport(path, host, output, waitFor === null ? ['upload'] : ['upload', 'encode']);
      try {
        const journal = openJournal(journalDir(process.env), { path, host, userId });
        const sent = await sendOne(client, path, journal, {
          details,
          parallel,
          signal,
          again: flags.has('again'),
          onStart: report.start,
          onProgress: report.progress,
        });
        report.done(sent);
        if (waitFor !== null) await waitUntil(waitFor, client, sent.videoId, report.status, signal);
      } catch (error) {
        const failure = explained(error);
        // Another file cannot help where the server is away or the key is bad.
        if (signal.aborted || !(failure instanceof Failure) || failure.exitCode !== exitCodes.failed) throw failure;
        output.error(failure.code, `${basename(path)}: ${failure.message}`);
        exitCode = failure.exitCode;
      }
    }
    return exitCode;
  } catch (error) {
    if (!signal.aborted) throw explained(error);
    throw new Failure('interrupted', 'stopped; the same command goes on where this one was', {
      exitCode: exitCodes.interrupted,
    });
  } finally {
    signals.release();
  }
}

/** Names the account for the journal. A key may be for uploads alone; then it stands for itself. */
async function whoAmI(client: ApiClient, key: string | undefined): Promise<string> {
  try {
    return (await client.me()).user_id;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'insufficient_scope') throw error;
    return new Bun.CryptoHasher('sha256').update(key ?? process.env.KINORA_API_KEY ?? '').digest('hex');
  }
}
