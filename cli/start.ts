import { offerFirstAdmin } from './admin/manage-users.ts';
import { reachInstallation } from './admin/reach-installation.ts';
import { usageFailure } from './failure.ts';
import { aborted, listenForStop } from './stop-signals.ts';
import { isRole, runRole } from './supervisor/run-role.ts';
import { serve } from './supervisor/serve.ts';
import type { VerbInput } from './verb.ts';

/** `start`: every service of this machine, or one role, until a signal. */
export async function start({ positionals, output }: VerbInput): Promise<number> {
  const [role] = positionals;
  const signals = listenForStop();
  try {
    if (role !== undefined) {
      if (!isRole(role)) throw usageFailure(`there is no role "${role}"; roles: origin, transcoder, edge`);
      return await runRole(role, signals);
    }
    await serve(output, signals, async () => {
      await offerFirstAdmin(() => reachInstallation(process.env).origin(), output);
      await aborted(signals.stop);
    });
    return 0;
  } finally {
    signals.release();
  }
}
