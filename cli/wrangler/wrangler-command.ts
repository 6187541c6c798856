import { join } from 'node:path';
import { projectDir } from '../paths.ts';
import { findNode } from './find-node.ts';

/** Command line of the pinned wrangler. */
export function wranglerCommand(args: readonly string[]): [string, ...string[]] {
  return [findNode(), join(projectDir, 'node_modules/wrangler/bin/wrangler.js'), ...args];
}

/** Wrangler neither reports home nor asks for news. */
export const quietWrangler: Record<string, string> = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_HIDE_BANNER: 'true',
};
