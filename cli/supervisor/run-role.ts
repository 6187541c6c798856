import { spawnChild } from '../../platform/process/spawn-child.ts';
import { Failure } from '../failure.ts';
import { projectDir } from '../paths.ts';
import type { StopSignals } from '../stop-signals.ts';
import { edgeRole } from './edge-service.ts';
import { ensureBuilt, installBuild, installedOrigin } from './ensure-built.ts';
import { frugalMemory } from './frugal-memory.ts';
import { migrate } from './migrate.ts';
import { pick } from './role-environment.ts';
import { originProgram, transcoderProgram } from './service-specs.ts';
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
  const { argv, env } = commandOf[role](process.env);
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

type Command = { argv: [string, ...string[]]; env: Record<string, string> };

const commandOf: Record<Role, (env: NodeJS.ProcessEnv) => Command> = {
  edge: edgeRole,
  transcoder: (env) => ({ argv: transcoderProgram(), env: pick(env, Object.keys(env)) }),
  origin(env) {
    const { dataDir } = readSettings(env);
    installBuild(dataDir, 'origin');
    const { assetsDir } = installedOrigin(dataDir);
    // The web files of this very build, unless told otherwise.
    const variables = { ...frugalMemory, KINORA_ASSETS_DIR: assetsDir, ...pick(env, Object.keys(env)) };
    return { argv: originProgram(dataDir), env: variables };
  },
};

async function migrateConfigured(env: NodeJS.ProcessEnv): Promise<void> {
  const { KINORA_DATABASE_URL: url, KINORA_DATABASE_TOKEN: token } = env;
  if (!url) throw new Failure('invalid_configuration', 'KINORA_DATABASE_URL is not set');
  await migrate({ url, ...(token ? { token } : {}) });
}
