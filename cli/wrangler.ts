import { projectDir } from './paths.ts';
import { aborted, listenForStop } from './stop-signals.ts';
import { quietWrangler, wranglerCommand } from './wrangler/wrangler-command.ts';

/** `wrangler …`: the pinned wrangler at the terminal, from the project's directory. */
export async function wrangler(args: readonly string[]): Promise<number> {
  const child = Bun.spawn(wranglerCommand(args), {
    cwd: projectDir,
    env: { ...process.env, ...quietWrangler },
    stdio: ['inherit', 'inherit', 'inherit'],
  });
  const signals = listenForStop();
  // Only SIGTERM: a killed wrangler leaves its workerd behind.
  void aborted(signals.stop).then(() => child.kill('SIGTERM'));
  try {
    return await child.exited;
  } finally {
    signals.release();
  }
}
