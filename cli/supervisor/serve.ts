import type { Output } from '../output.ts';
import type { StopSignals } from '../stop-signals.ts';
import type { ServiceReport } from './service.ts';
import { readSettings } from './settings.ts';
import { startSupervisor } from './supervisor.ts';

/** After this long a stop is cut short, whatever hangs: the promise is "everything ends within 10 s". */
const stopDeadlineMs = 9_000;

/**
 * Starts everything, runs `whileServing` and stops everything, whatever happened in between.
 * `null` means that a signal ended the boot before it was ready.
 */
export async function serve<T>(
  output: Output,
  signals: StopSignals,
  whileServing: (publicUrl: string) => Promise<T>,
): Promise<T | null> {
  const supervisor = await startSupervisor({
    settings: readSettings(process.env),
    env: process.env,
    signal: signals.stop,
    onReport: (service, report) => printReport(output, service, report),
    onBuilt: (durationMs) => output.line(serviceLine('worker', 'built', durationMs)),
  }).catch((error: unknown) => {
    if (signals.stop.aborted) return null;
    throw error;
  });
  if (!supervisor) return null;
  output.event({ event: 'ready', url: supervisor.publicUrl });
  output.line();
  output.line(`  Kinora is ready: ${supervisor.publicUrl}`);
  try {
    return await whileServing(supervisor.publicUrl);
  } finally {
    output.line('\n  stopping …');
    const late = AbortSignal.timeout(stopDeadlineMs);
    await supervisor.stop(AbortSignal.any([signals.hurry, late]));
  }
}

function printReport(output: Output, service: string, report: ServiceReport): void {
  if (report.state === 'ready') {
    const durationMs = Math.round(report.durationMs);
    output.event({ event: 'service', name: service, state: 'ready', pid: report.pid, ms: durationMs });
    output.line(serviceLine(service, report.restarted ? 'restarted' : 'ready', durationMs));
    return;
  }
  const reason = report.exit.signal ?? `exit code ${report.exit.code}`;
  output.event({ event: 'service', name: service, state: 'died', reason, retry_in_ms: report.retryInMs });
  output.line(`  ${service} died (${reason}); its last lines:`);
  for (const line of report.lastLines.slice(-8)) output.line(`    | ${line}`);
  output.line(`  starting ${service} again in ${report.retryInMs} ms`);
}

/** One service, its state and how long that took, in columns. */
export function serviceLine(name: string, state: string, durationMs: number): string {
  return `  ${name.padEnd(10)}  ${state.padEnd(9)} ${String(Math.round(durationMs)).padStart(6)} ms`;
}
