import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { firstRungArgv } from '../plan/encode-argv.ts';
import { earlyPackageArgv } from '../plan/package-argv.ts';
import { packagerFolder } from '../plan/package-set-argv.ts';
import { perSecond } from '../probe/frame-rate.ts';
import { createEarlyPublisher } from '../publish/early-publisher.ts';
import { type DecodeReport, decodeReportParser } from '../run/decode-report.ts';
import { ffmpegProgressParser } from '../run/ffmpeg-progress.ts';
import { giveWay } from '../run/give-way.ts';
import { runTogether } from '../run/run-together.ts';
import { runTool } from '../run/run-tool.ts';
import type { Run } from '../steps/step-deps.ts';
import { blameSource } from '../verify/blame-source.ts';
import { encodeDeadlineMs } from './deadlines.ts';

const pollMs = 150;
/** Growing manifests are rewritten at most this often: each rewrite is a few PUTs. */
const growEveryMs = 2_000;
/** Sources up to this long are encoded before anyone could have reloaded a growing manifest. */
const publishOnceSec = 10;
/** With this much published nobody waits any more: the rest need only stay ahead of those who watch. */
const headStartSec = 60;
/** Behind first rungs that have just begun, and before chunks. */
const restNiceness = 15;

/**
 * Encodes the first rung with the audio, into `mezzaninePath` for the final set, and publishes it while it grows below
 * `prefix`. `onPlayable` is awaited as soon as a player can start; the set is complete when this returns.
 */
export async function encodeFirstRung(
  run: Run,
  output: { mezzaninePath: string; setDir: string; prefix: string; gainDb: number },
  onPlayable: () => Promise<void>,
): Promise<DecodeReport> {
  const { deps, plan } = run;
  const fifoPath = join(run.workDir, 'early.fifo');
  const cwd = join(output.setDir, packagerFolder);
  await Promise.all([mkdir(cwd, { recursive: true }), mkdir(join(output.setDir, 'dash'), { recursive: true })]);
  await runTool({
    name: 'mkfifo',
    argv: ['mkfifo', '-m', '600', fifoPath],
    sandbox: deps.sandbox,
    signal: deps.signal,
    deadlineMs: 5_000,
  });
  const decode = decodeReportParser(plan.videoStreamIndex);
  const encoding = Promise.withResolvers<void>();
  const packaging = Promise.withResolvers<void>();
  const input = { path: run.sourcePath, maxPixels: deps.limits.maxPixels };

  const encode = async (signal: AbortSignal) => {
    let lastFrame = -1;
    let urgentPid: number | null = null;
    const parse = (alive: () => void) =>
      ffmpegProgressParser(({ frame, outTimeSec }) => {
        if (frame !== lastFrame) alive();
        lastFrame = frame;
        const doneSec = Math.max(outTimeSec, frame / perSecond(plan.firstRung.frameRate));
        deps.report('first_rung', doneSec / plan.durationSec);
        if (urgentPid === null || doneSec < headStartSec) return;
        giveWay(urgentPid, restNiceness);
        urgentPid = null;
      });
    let onLine: ((line: string) => void) | undefined;
    try {
      await runTool({
        name: 'ffmpeg first rung',
        argv: [deps.tools.ffmpeg, ...firstRungArgv(plan, input, { ...output, fifoPath })],
        sandbox: deps.sandbox,
        signal,
        deadlineMs: encodeDeadlineMs(plan),
        stallMs: deps.stallMs,
        ...(run.stdin ? { stdin: run.stdin() } : {}),
        onStart: (pid) => {
          urgentPid = pid;
        },
        onStdoutLine: (line, alive) => {
          onLine ??= parse(alive);
          onLine(line);
        },
        onStderrLine: decode.onLine,
      });
    } catch (error) {
      throw blameSource(error, decode.report());
    } finally {
      encoding.resolve();
    }
  };
  const pack = async (signal: AbortSignal) => {
    try {
      await runTool({
        name: 'packager first rung',
        argv: [deps.tools.packager, ...earlyPackageArgv(plan, fifoPath)],
        sandbox: deps.sandbox,
        signal,
        deadlineMs: encodeDeadlineMs(plan),
        cwd,
      });
    } catch (error) {
      // Without its reader ffmpeg ends by itself, and what it then says explains more; unless it has not opened the pipe.
      await Promise.race([encoding.promise, Bun.sleep(2_000)]);
      throw error;
    } finally {
      packaging.resolve();
    }
  };
  const publish = async (signal: AbortSignal) => {
    const publisher = createEarlyPublisher({ ...output, store: deps.store, plan, signal, clock: deps.clock });
    const isDone = packaging.promise.then(() => true);
    let isPlayable = false;
    while (plan.durationSec > publishOnceSec) {
      if (await Promise.race([isDone, Bun.sleep(isPlayable ? growEveryMs : pollMs)])) break;
      signal.throwIfAborted();
      const hasEnough = await publisher.publishGrowth();
      if (hasEnough && !isPlayable) await onPlayable();
      isPlayable ||= hasEnough;
    }
    await isDone;
    await encoding.promise;
    signal.throwIfAborted();
    await publisher.publishComplete();
    if (!isPlayable) await onPlayable();
  };
  await runTogether(deps.signal, [encode, pack, publish]);
  return decode.report();
}
