import { join } from 'node:path';
import { checkFile } from './demo/check-file.ts';
import { ensureClip } from './demo/make-clip.ts';
import { runDemo } from './demo/run-demo.ts';
import { aborted, listenForStop } from './stop-signals.ts';
import { findRunning } from './supervisor/run-file.ts';
import { serve } from './supervisor/serve.ts';
import { answersOk } from './supervisor/service-specs.ts';
import { readSettings } from './supervisor/settings.ts';
import type { VerbInput } from './verb.ts';

/** `demo [FILE]`: everything a newcomer wants to see once, against a running server when there is one. */
export async function demo({ positionals, flags, output }: VerbInput): Promise<number> {
  const [given] = positionals;
  const file = given === undefined ? null : checkFile(given);
  const { dataDir } = readSettings(process.env);
  const signals = listenForStop();

  const show = async (publicUrl: string) => {
    const path = file ?? join(dataDir, 'demo/clip.mp4');
    if (file === null) {
      output.line('\n  making a 20-second clip …');
      await ensureClip(path, signals.stop);
    }
    await runDemo(publicUrl, path, output, signals.stop);
  };

  try {
    const running = findRunning(dataDir);
    if (running && (await answersOk(`${running.publicUrl}/healthz`).catch(() => false))) {
      output.event({ event: 'ready', url: running.publicUrl });
      output.line(`  using the server that runs at ${running.publicUrl}`);
      await show(running.publicUrl);
      return 0;
    }
    await serve(output, signals, async (publicUrl) => {
      await show(publicUrl);
      if (flags.has('exit')) return;
      output.line('\n  serving until Ctrl-C');
      await aborted(signals.stop);
    });
    return 0;
  } catch (error) {
    if (signals.stop.aborted) return 0;
    throw error;
  } finally {
    signals.release();
  }
}
