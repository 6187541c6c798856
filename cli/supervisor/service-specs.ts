import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { projectDir, sqldBinary } from '../paths.ts';
import { installedOrigin } from './ensure-built.ts';
import { frugalMemory } from './frugal-memory.ts';
import { redisService } from './redis-service.ts';
import { type Installation, machineEnvironment, originEnvironment, transcoderEnvironment } from './role-environment.ts';
import type { ServiceSpec } from './service.ts';

export type ServiceName = 'database' | 'redis' | 'origin' | 'transcoder' | 'edge';

/** Makes the directories that services expect, for the owner's eyes only. */
export function makeDirectories(dataDir: string): void {
  try {
    for (const name of ['.', 'logs', 'database', 'redis', 'objects', 'work'])
      mkdirSync(join(dataDir, name), { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Failure('data_dir_unusable', `cannot keep data in ${dataDir} (${reason}); set KINORA_DATA`, { cause });
  }
}

export function databaseService(env: NodeJS.ProcessEnv, installation: Installation): ServiceSpec {
  const address = `127.0.0.1:${installation.ports.database}`;
  return {
    name: 'database',
    argv: [
      sqldBinary(),
      '--db-path',
      join(installation.dataDir, 'database'),
      '--http-listen-addr',
      address,
      '--no-welcome',
    ],
    cwd: installation.dataDir,
    env: { ...machineEnvironment(env), SQLD_AUTH_JWT_KEY: installation.secrets.databasePublicKey },
    isReady: () => answersOk(`http://${address}/health`),
    graceMs: 3_000,
    signalOnParentDeath: 'TERM',
  };
}

export function originService(env: NodeJS.ProcessEnv, installation: Installation): ServiceSpec {
  const variables = { ...frugalMemory, ...originEnvironment(env, installation) };
  return bunService('origin', installation.ports.origin, originProgram(installation.dataDir), variables);
}

export function transcoderService(env: NodeJS.ProcessEnv, installation: Installation): ServiceSpec {
  const variables = transcoderEnvironment(env, installation);
  return bunService('transcoder', installation.ports.transcoder, transcoderProgram(), variables);
}

export { redisService };

function bunService(
  name: 'origin' | 'transcoder',
  port: number,
  argv: Program,
  env: Record<string, string>,
): ServiceSpec {
  return {
    name,
    argv,
    cwd: projectDir,
    env,
    isReady: () => answersOk(`http://127.0.0.1:${port}/healthz`),
    graceMs: 4_000,
    signalOnParentDeath: 'TERM',
  };
}

type Program = [string, ...string[]];

/** Command lines of the Bun roles, with the very bun that runs this. Origin's is that of the copy in `dataDir`. */
export const originProgram = (dataDir: string): Program => bunProgram(installedOrigin(dataDir).programPath);
export const transcoderProgram = (): Program => bunProgram(join(projectDir, 'transcoder/main.ts'));

const bunProgram = (path: string): Program => [process.execPath, '--no-env-file', path];

export async function answersOk(url: string): Promise<boolean> {
  // One connection per question: a kept one would outlive the process it leads to.
  const response = await fetch(url, { keepalive: false, signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
