import { spawnChild } from '../../platform/process/spawn-child.ts';
import { Failure } from '../failure.ts';
import { projectDir } from '../paths.ts';
import type { StopSignals } from '../stop-signals.ts';
import { edgeRole } from './edge-service.ts';
import { ensureBuilt, installBuild, installedBuild } from './ensure-built.ts';
import { frugalMemory } from './frugal-memory.ts';
import { migrate } from './migrate.ts';
import { pick } from './role-environment.ts';
import { bunRole } from './service-specs.ts';
import { readSettings } from './settings.ts';

const roles = ['origin', 'transcoder', 'edge'] as const;
export type Role = (typeof roles)[number];

export function isRole(name: string): name is Role {
  return (roles as readonly string[]).includes(name);
}

const graceMs = 8_000;

/**
 * Runs one service in the foreground against what KINORA_* variables name, and resolves with its exit
 * code. Restarting is the init system's business.
 */
export async function runRole(role: Role, signals: StopSignals): Promise<number> {
  if (role === 'origin') await migrateConfigured(process.env);
  if (role !== 'transcoder') await ensureBuilt();
  const { argv, env } =
    role === 'edge' ? edgeRole(process.env) : { argv: bunRole(role), env: bunRoleEnvironment(role, process.env) };
  const child = spawnChild({
    argv,
    cwd: projectDir,
    env,
    onStdoutLine: (line) => process.stdout.write(`${line}\n`),
    onStderrLine: (line) => process.stderr.write(`${line}\n`),
    signalOnParentDeath: role === 'edge' ? 'KILL' : 'TERM',
    ownSession: true,
  });
  // workerd with open WebSockets does not end by itself.
  const stop = () => void child.stop(role === 'edge' ? 1_000 : graceMs);
  signals.stop.addEventListener('abort', stop, { once: true });
  signals.hurry.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  const { code } = await child.exited;
  return signals.stop.aborted ? 0 : (code ?? 1);
}

/** Origin serves the web files of this very build unless told otherwise. */
function bunRoleEnvironment(role: Role, env: NodeJS.ProcessEnv): Record<string, string> {
  const named = pick(env, Object.keys(env));
  if (role !== 'origin') return named;
  const own = { ...frugalMemory, ...named };
  if (named.KINORA_ASSETS_DIR) return own;
  const { dataDir } = readSettings(env);
  installBuild(dataDir, 'origin');
  return { ...own, KINORA_ASSETS_DIR: installedBuild(dataDir, 'origin').assetsDir };
}

async function migrateConfigured(env: NodeJS.ProcessEnv): Promise<void> {
  const { KINORA_DATABASE_URL: url, KINORA_DATABASE_TOKEN: token } = env;
  if (!url) throw new Failure('invalid_configuration', 'KINORA_DATABASE_URL is not set');
  await migrate({ url, ...(token ? { token } : {}) });
}
