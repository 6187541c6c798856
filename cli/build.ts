import { ensureBuilt } from './supervisor/ensure-built.ts';
import type { VerbInput } from './verb.ts';

/** `build`: dist/ as `wrangler deploy` ships it and `start` runs it. */
export async function build({ output }: VerbInput): Promise<number> {
  const { durationMs } = await ensureBuilt({ force: true });
  output.line(`  built dist/ in ${Math.round(durationMs)} ms`);
  return 0;
}
