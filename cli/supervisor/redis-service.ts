import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../engines/find-program.ts';
import { Failure } from '../failure.ts';
import { type Installation, machineEnvironment } from './role-environment.ts';
import type { ServiceSpec } from './service.ts';

/** The whole configuration of the installation's own Redis; the password stands in it only as a hash. */
export function redisConfiguration(options: { port: number; dir: string; password: string }): string {
  const passwordHash = createHash('sha256').update(options.password).digest('hex');
  return `${[
    'bind 127.0.0.1',
    `port ${options.port}`,
    `dir ${JSON.stringify(options.dir)}`,
    `user default on #${passwordHash} ~* &* +@all`,
    'appendonly yes',
    'appendfsync everysec',
    // The append-only file is the record; snapshots beside it would only cost writes.
    'save ""',
    'maxmemory-policy noeviction',
    'daemonize no',
    'loglevel notice',
  ].join('\n')}\n`;
}

export function redisService(env: NodeJS.ProcessEnv, installation: Installation): ServiceSpec {
  const program = findProgram('redis-server') ?? findProgram('valkey-server');
  if (!program) throw new Failure('engine_missing', 'redis-server is not on PATH');
  const dir = join(installation.dataDir, 'redis');
  const configPath = join(dir, 'redis.conf');
  const { port, password } = { port: installation.ports.redis, password: installation.secrets.redisPassword };
  writeFileSync(configPath, redisConfiguration({ port, dir, password }), { mode: 0o600 });
  return {
    name: 'redis',
    argv: [program, configPath],
    cwd: dir,
    env: machineEnvironment(env),
    isReady: () => answersPing(port, password),
    graceMs: 3_000,
    signalOnParentDeath: 'TERM',
  };
}

/** True once Redis has loaded its data: before that PING is answered with -LOADING. */
function answersPing(port: number, password: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  let answer = '';
  void Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: {
      open: (socket) => void socket.write(`AUTH ${password}\r\nPING\r\n`),
      data(socket, bytes) {
        answer += bytes.toString();
        if (answer.split('\r\n').length < 3) return;
        resolve(answer === '+OK\r\n+PONG\r\n');
        socket.end();
      },
      close: () => resolve(false),
      error: () => resolve(false),
    },
  }).catch(() => resolve(false));
  return promise;
}
