import { FlowProducer } from 'bullmq';
import { parseEnvironment } from '../platform/config.ts';
import { onShutdown } from '../platform/lifecycle.ts';
import { createLog } from '../platform/log.ts';
import { createObjectStore } from '../platform/object-store/from-config.ts';
import { createQueue } from '../platform/queue.ts';
import { connectRedis } from '../platform/redis.ts';
import { type TranscodeResult, transcodeQueue, transcodeResultsQueue } from '../shared/contracts/transcode.ts';
import { configSchema } from './config.ts';
import { createSourceCache } from './fetch/source-cache.ts';
import { startTranscodeWorkers } from './jobs/start-workers.ts';
import { sweepWork } from './jobs/sweep-work.ts';
import { createDiskGuard } from './run/disk-guard.ts';
import { detectSandbox } from './run/sandbox.ts';
import { sweepWorkDirs } from './run/work-dir.ts';
import { findTools } from './tools/find-tools.ts';

const config = parseEnvironment(configSchema, process.env);
const log = createLog({ service: 'transcoder', level: config.logLevel });
const tools = findTools(config.tools);
const sandbox = await detectSandbox(config.encoderMemoryBytes);
if (sandbox.noNetwork.length === 0) log.warn('encoders cannot be cut off from the network on this system');
if (sandbox.prlimit === null) log.warn('the memory of encoders cannot be limited on this system');
const swept = await sweepWorkDirs(config.workRoot);
if (swept > 0) log.info({ swept }, 'removed scratch directories of ended processes');

const onError = (error: Error) => log.warn({ err: error }, 'redis');
const workerConnection = connectRedis(config.redisUrl, { forBullmq: true, onError });
const connection = connectRedis(config.redisUrl, { forBullmq: true, onError });
const results = createQueue<TranscodeResult>(transcodeResultsQueue, connection);
const transcode = createQueue<unknown>(transcodeQueue, connection);
const flows = new FlowProducer({ connection });
results.on('error', onError);
transcode.on('error', onError);
flows.on('error', onError);
const store = await createObjectStore(config.storage);
const sources = createSourceCache({ store, workRoot: config.workRoot, maxIdleBytes: config.sourceCacheBytes });
const workers = startTranscodeWorkers(workerConnection, config.concurrency, {
  ...{ store, sources, tools, sandbox, log, redis: connection, transcode, flows, results },
  ladder: config.ladder,
  limits: config.limits,
  chunkSec: config.chunkSec,
  stallMs: config.stallMs,
  workRoot: config.workRoot,
  disk: createDiskGuard(config.workRoot),
  clock: Date.now,
});

const sweep = () =>
  sweepWork({ store, transcode, clock: Date.now }).then(
    (encodes) => encodes > 0 && log.info({ encodes }, 'removed intermediate files of ended encodes'),
    (error: unknown) => log.warn({ err: error }, 'intermediate files not swept'),
  );
const sweeping = setInterval(sweep, 3_600_000);
void sweep();

const health = Bun.serve({
  hostname: config.host,
  port: config.port,
  fetch(request) {
    if (new URL(request.url).pathname !== '/healthz') return new Response(null, { status: 404 });
    const isWell = workers.isRunning() && connection.status === 'ready';
    return Response.json({ status: isWell ? 'ok' : 'unavailable' }, { status: isWell ? 200 : 503 });
  },
});
log.info({ url: health.url.href, ...tools, concurrency: config.concurrency }, 'transcoder started');

onShutdown(
  async () => {
    clearInterval(sweeping);
    await workers.close();
    await sources.close();
    await Promise.all([results.close(), transcode.close(), flows.close()]);
    workerConnection.disconnect();
    connection.disconnect();
    await health.stop(true);
    log.info('transcoder stopped');
  },
  { timeoutMs: 7_000, onError: (error) => log.error({ err: error }, 'shutdown') },
);
