import { join } from 'node:path';
import { edgeService } from './edge-service.ts';
import { ensureBuilt, installBuild, installedOrigin } from './ensure-built.ts';
import { openLogFile } from './log-file.ts';
import { migrate } from './migrate.ts';
import { assertPortFree, freePorts } from './ports.ts';
import { reachable } from './reachable.ts';
import { databaseUrl, type Installation, type Ports } from './role-environment.ts';
import { claimRun, type RunFile } from './run-file.ts';
import { readSecrets } from './secrets.ts';
import { createService, type Service, type ServiceReport, type ServiceSpec } from './service.ts';
import {
  databaseService,
  makeDirectories,
  originService,
  redisService,
  type ServiceName,
  transcoderService,
} from './service-specs.ts';
import type { Settings } from './settings.ts';

export type Supervisor = {
  publicUrl: string;
  /** Ends every service, the ones that write last, within 10 s; aborting `hurry` skips the graces. */
  stop(hurry: AbortSignal): Promise<void>;
};

export type SupervisorOptions = {
  settings: Settings;
  env: NodeJS.ProcessEnv;
  onReport(service: ServiceName, report: ServiceReport): void;
  /** Called when dist/ had to be built. */
  onBuilt(durationMs: number): void;
  /** Aborting ends the boot: what runs already is stopped, and `startSupervisor` rejects. */
  signal: AbortSignal;
};

/** Services in the order they are stopped: first who takes work in, last who keeps the data. */
const stopOrder: readonly ServiceName[][] = [['edge'], ['origin', 'transcoder'], ['redis', 'database']];

/** Starts every service of one machine. Rejects with a `Failure` that says why, nothing left running. */
export async function startSupervisor(options: SupervisorOptions): Promise<Supervisor> {
  const { settings, env } = options;
  makeDirectories(settings.dataDir);
  const ports = choosePorts(settings);
  const publicUrl = settings.publicUrl ?? `http://${reachable(settings.host)}:${ports.edge}`;
  const runFile = await claimRun(settings.dataDir, publicUrl, { redis: ports.redis, origin: ports.origin });
  const services = new Map<ServiceName, Service>();

  const ending = new AbortController();
  const stop = async (hurry: AbortSignal) => {
    ending.abort();
    for (const names of stopOrder) await Promise.all(names.map((name) => services.get(name)?.stop(hurry)));
    runFile.release();
  };

  try {
    assertPortsFree(settings, ports);
    const secrets = readSecrets(settings.dataDir, env);
    const built = ensureBuilt().then((build) => {
      if (build.built) options.onBuilt(build.durationMs);
      installBuild(settings.dataDir, 'origin');
    });
    const installation: Installation = {
      dataDir: settings.dataDir,
      host: settings.host,
      publicUrl,
      ports,
      secrets,
      assetsDir: installedOrigin(settings.dataDir).assetsDir,
    };
    const run = (name: ServiceName, spec: ServiceSpec) => {
      AbortSignal.any([options.signal, ending.signal]).throwIfAborted();
      const service = superviseOne(name, spec, settings.dataDir, services, runFile, options);
      return service.start();
    };

    const queueReady = run('redis', redisService(env, installation));
    const databaseReady = run('database', databaseService(env, installation)).then(() =>
      migrate({ url: databaseUrl(installation), token: secrets.databaseToken }),
    );
    await allOrFirstFailure([
      Promise.all([databaseReady, queueReady, built]).then(() => run('origin', originService(env, installation))),
      queueReady.then(() => run('transcoder', transcoderService(env, installation))),
      built.then(() => run('edge', edgeService(env, installation))),
    ]);
    options.signal.throwIfAborted();
  } catch (error) {
    await stop(options.signal);
    throw error;
  }
  return { publicUrl, stop };
}

function superviseOne(
  name: ServiceName,
  spec: ServiceSpec,
  dataDir: string,
  services: Map<ServiceName, Service>,
  runFile: RunFile,
  options: SupervisorOptions,
): Service {
  const service = createService(spec, openLogFile(join(dataDir, 'logs', `${name}.log`)), {
    onReport: (report) => options.onReport(name, report),
    onSpawn: () => runFile.recordChildren([...services.values()].flatMap((each) => each.identity() ?? [])),
  });
  services.set(name, service);
  return service;
}

/** Waits for all, but hears of the first failure at once; the others' are then no news. */
async function allOrFirstFailure(promises: Promise<void>[]): Promise<void> {
  for (const promise of promises) promise.catch(() => undefined);
  await Promise.all(promises);
}

function choosePorts(settings: Settings): Ports {
  const [database, redis, origin, transcoder, edge] = freePorts(5) as [number, number, number, number, number]; // five asked
  return {
    database: settings.innerPorts.database ?? database,
    redis: settings.innerPorts.redis ?? redis,
    origin: settings.innerPorts.origin ?? origin,
    transcoder: settings.innerPorts.transcoder ?? transcoder,
    edge: settings.publicPort === 0 ? edge : settings.publicPort,
  };
}

function assertPortsFree(settings: Settings, ports: Ports): void {
  assertPortFree(settings.host, ports.edge, 'KINORA_PORT');
  for (const name of ['database', 'redis', 'origin', 'transcoder'] as const)
    assertPortFree('127.0.0.1', ports[name], `KINORA_${name.toUpperCase()}_PORT`);
}
