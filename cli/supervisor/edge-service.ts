import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { ConfigError, parseEnvironment } from '../../platform/config.ts';
import { workerdConfig } from '../build/workerd-config.ts';
import { Failure } from '../failure.ts';
import { workerdBinary } from '../paths.ts';
import { installBuild, installedWorker } from './ensure-built.ts';
import { bracketed, reachable } from './reachable.ts';
import { edgeEnvironment, type Installation, machineEnvironment } from './role-environment.ts';
import type { ServiceSpec } from './service.ts';
import { answersOk } from './service-specs.ts';
import { readSettings } from './settings.ts';

/** The edge of a one-machine installation. */
export function edgeService(env: NodeJS.ProcessEnv, installation: Installation): ServiceSpec {
  const { host, ports, dataDir } = installation;
  const origin = `127.0.0.1:${ports.origin}`;
  return {
    name: 'edge',
    argv: workerdCommand({ dataDir, host, port: ports.edge, origin }),
    cwd: dataDir,
    env: edgeEnvironment(env, installation),
    isReady: () => answersOk(`http://${reachable(host)}:${ports.edge}/healthz`),
    // Open WebSockets keep workerd from ever ending on SIGTERM.
    graceMs: 1_000,
    signalOnParentDeath: 'KILL',
  };
}

const roleSchema = z.object({
  KINORA_ORIGIN_URL: z.url({ protocol: /^http$/, error: 'must be an http:// URL' }),
  KINORA_PUBLIC_URL: z.url(),
  KINORA_DATABASE_URL: z.url(),
  KINORA_DATABASE_TOKEN: z.string().optional(),
  KINORA_DATABASE_REPLICA_URL: z.url().optional(),
  KINORA_DATABASE_REPLICA_TOKEN: z.string().optional(),
  KINORA_PLAYBACK_KEYS: z.string(),
  KINORA_INTERNAL_KEY: z.string(),
  KINORA_PLAYBACK_TTL_SECONDS: z.string().optional(),
  KINORA_PLAYBACK_BINDING: z.string().optional(),
  KINORA_ANONYMOUS_MAX_HEIGHT: z.string().optional(),
  KINORA_REQUEST_LIMITS: z.string().optional(),
  KINORA_ROOM_SHARD_SOCKETS: z.string().optional(),
  KINORA_VIEWS_WAITING: z.string().optional(),
});

/** `start edge`: the command and environment of an edge that serves a configured origin. */
export function edgeRole(env: NodeJS.ProcessEnv): { argv: [string, ...string[]]; env: Record<string, string> } {
  const { dataDir, host, publicPort } = readSettings(env);
  const values = readRole(env);
  const bindings = {
    ORIGIN_URL: values.KINORA_ORIGIN_URL,
    PUBLIC_URL: values.KINORA_PUBLIC_URL,
    DATABASE_URL: values.KINORA_DATABASE_URL,
    PLAYBACK_KEYS: values.KINORA_PLAYBACK_KEYS,
    INTERNAL_KEY: values.KINORA_INTERNAL_KEY,
    ...(values.KINORA_DATABASE_TOKEN ? { DATABASE_TOKEN: values.KINORA_DATABASE_TOKEN } : {}),
    ...(values.KINORA_DATABASE_REPLICA_URL ? { DATABASE_REPLICA_URL: values.KINORA_DATABASE_REPLICA_URL } : {}),
    ...(values.KINORA_DATABASE_REPLICA_TOKEN ? { DATABASE_REPLICA_TOKEN: values.KINORA_DATABASE_REPLICA_TOKEN } : {}),
    ...(values.KINORA_PLAYBACK_TTL_SECONDS ? { PLAYBACK_TTL_SECONDS: values.KINORA_PLAYBACK_TTL_SECONDS } : {}),
    ...(values.KINORA_PLAYBACK_BINDING ? { PLAYBACK_BINDING: values.KINORA_PLAYBACK_BINDING } : {}),
    ...(values.KINORA_ANONYMOUS_MAX_HEIGHT ? { ANONYMOUS_MAX_HEIGHT: values.KINORA_ANONYMOUS_MAX_HEIGHT } : {}),
    ...(values.KINORA_REQUEST_LIMITS ? { REQUEST_LIMITS: values.KINORA_REQUEST_LIMITS } : {}),
    ...(values.KINORA_ROOM_SHARD_SOCKETS ? { ROOM_SHARD_SOCKETS: values.KINORA_ROOM_SHARD_SOCKETS } : {}),
    ...(values.KINORA_VIEWS_WAITING ? { VIEWS_WAITING: values.KINORA_VIEWS_WAITING } : {}),
  };
  const { hostname, port } = new URL(values.KINORA_ORIGIN_URL);
  const origin = `${hostname}:${port || '80'}`;
  return {
    argv: workerdCommand({ dataDir, host, port: publicPort, origin }),
    env: { ...machineEnvironment(env), ...bindings },
  };
}

function readRole(env: NodeJS.ProcessEnv) {
  try {
    return parseEnvironment(roleSchema, env);
  } catch (error) {
    if (error instanceof ConfigError) throw new Failure('invalid_configuration', error.message, { cause: error });
    throw error;
  }
}

/** Puts the build and workerd's configuration into the data directory (secrets come by environment, not by a file). */
function workerdCommand(options: {
  dataDir: string;
  host: string;
  port: number;
  origin: string;
}): [string, ...string[]] {
  const stateDir = join(options.dataDir, 'rooms');
  installBuild(options.dataDir, 'edge');
  const bundlePath = installedWorker(options.dataDir);
  const configPath = join(options.dataDir, 'workerd.capnp');
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const listenAddress = `${bracketed(options.host)}:${options.port}`;
  writeFileSync(
    configPath,
    workerdConfig({ configPath, bundlePath, listenAddress, originAddress: options.origin, stateDir }),
    { mode: 0o600 },
  );
  return [workerdBinary(), 'serve', configPath];
}
