import { dirname, join } from 'node:path';
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare';
import * as z from 'zod';
import { root } from '../root.ts';
import type { RunningEdge } from './start-edge.ts';

// The built worker with Cloudflare's own bindings (R2, Cache API, Durable Objects, rate limits, assets), as
// wrangler.toml declares them: what is added there is bound here. Most tests want a whole world around it:
//
//   const world = await startEdgeWorld({}, { miniflare: { country: 'FR' } });
//   await (await world.miniflare?.bucket())?.put('media/…', bytes);        the bucket bound as MEDIA
//   startEdgeWorld({}, { miniflare: { limits: { RATE_API: { limit: 3, periodSec: 10 } } } })
//
// It costs about two seconds to start, twenty times plain workerd: keep what needs no such binding there.

export type MiniflareOptions = {
  bundlePath: string;
  /** Plain variables and secrets, as in `[vars]`; those of wrangler.toml itself are not used. */
  env: Record<string, string>;
  port: number;
  /** Becomes `request.cf.country` of every request; a client cannot write it. */
  country?: string | undefined;
  /** Other limits than wrangler.toml's, by binding name. */
  limits?: Record<string, { limit: number; periodSec: 10 | 60 }> | undefined;
  /** True: every call on the bucket throws, as when R2 is away. */
  brokenBucket?: boolean | undefined;
  /** The body of every object read breaks off after so many bytes. */
  bucketBreaksAfterBytes?: number | undefined;
};

type Bucket = Awaited<ReturnType<Miniflare['getR2Bucket']>>;
export type RunningMiniflare = RunningEdge & {
  /** The bucket bound as MEDIA. */
  bucket(): Promise<Bucket>;
  /** The simulator itself: `getDurableObjectNamespace('ROOMS')`, `purgeCache()`, … */
  simulator: Miniflare;
};

const wranglerSchema = z.object({
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()),
  assets: z.object({ binding: z.string(), html_handling: z.literal('none'), not_found_handling: z.literal('none') }),
  r2_buckets: z.array(z.object({ binding: z.string(), bucket_name: z.string() })),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  ratelimits: z
    .array(
      z.object({
        name: z.string(),
        namespace_id: z.string(),
        simple: z.object({ limit: z.int(), period: z.union([z.literal(10), z.literal(60)]) }),
      }),
    )
    .default([]),
});

export async function startMiniflare(options: MiniflareOptions): Promise<RunningMiniflare> {
  const log: string[] = [];
  const breaksAfterBytes = options.bucketBreaksAfterBytes;
  const workers = [
    await describeWorker(options),
    ...(breaksAfterBytes === undefined ? [] : [describeBreakingBucket(breaksAfterBytes)]),
  ];
  const simulator = new Miniflare(convertV4MiniflareOptions({ workers, ...describeServer(options, log) }));
  try {
    const url = await simulator.ready;
    return {
      url: url.origin,
      port: options.port,
      pid: null,
      log,
      simulator,
      bucket: () => simulator.getR2Bucket('MEDIA', breaksAfterBytes === undefined ? 'edge' : breakingBucket),
      stop: () => simulator.dispose(),
    };
  } catch (error) {
    await simulator.dispose();
    throw new Error(`Miniflare did not start:\n${log.join('\n')}`, { cause: error });
  }
}

async function describeWorker(options: MiniflareOptions) {
  const { bundlePath, env, limits = {}, brokenBucket = false, bucketBreaksAfterBytes } = options;
  const standsIn = brokenBucket ? 'edge' : bucketBreaksAfterBytes === undefined ? null : breakingBucket;
  const wrangler = wranglerSchema.parse(Bun.TOML.parse(await Bun.file(join(root, 'wrangler.toml')).text()));
  return {
    name: 'edge',
    modules: [{ type: 'ESModule' as const, path: bundlePath }],
    modulesRoot: dirname(bundlePath),
    compatibilityDate: wrangler.compatibility_date,
    compatibilityFlags: wrangler.compatibility_flags,
    bindings: env,
    // The worker itself has none of a bucket's methods: each call rejects.
    ...(standsIn === null
      ? {}
      : { serviceBindings: Object.fromEntries(wrangler.r2_buckets.map((it) => [it.binding, standsIn])) }),
    r2Buckets: Object.fromEntries(
      wrangler.r2_buckets.filter(() => standsIn === null).map((it) => [it.binding, it.bucket_name]),
    ),
    durableObjects: Object.fromEntries(
      wrangler.durable_objects.bindings.map((it) => [it.name, { className: it.class_name, useSQLite: true }]),
    ),
    ratelimits: Object.fromEntries(
      wrangler.ratelimits.map(({ name, namespace_id, simple }) => {
        const { limit, periodSec } = limits[name] ?? { limit: simple.limit, periodSec: simple.period };
        return [name, { namespace_id, simple: { limit, period: periodSec } }];
      }),
    ),
    assets: {
      directory: join(dirname(bundlePath), '../assets'), // the build puts it beside worker/
      binding: wrangler.assets.binding,
      routerConfig: { has_user_worker: true }, // what is no file goes to the worker
      assetConfig: {
        html_handling: wrangler.assets.html_handling,
        not_found_handling: wrangler.assets.not_found_handling,
      },
    },
  };
}

const breakingBucket = 'breaking-bucket';

/** A bucket before the real one, as far as the worker uses it. */
function describeBreakingBucket(afterBytes: number) {
  const script = `
    import { WorkerEntrypoint } from 'cloudflare:workers';
    export default class extends WorkerEntrypoint {
      async head(key) {
        const object = await this.env.MEDIA.head(key);
        return object && { size: object.size, httpEtag: object.httpEtag };
      }
      async get(key, options) {
        const object = await this.env.MEDIA.get(key, options);
        if (!object) return null;
        const bytes = new Uint8Array(await object.arrayBuffer());
        const { readable, writable } = new IdentityTransformStream();
        const writer = writable.getWriter();
        const sent = writer.write(bytes.subarray(0, ${afterBytes}));
        this.ctx.waitUntil(sent.then(() => writer.abort(new Error('the bucket broke off'))).catch(() => {}));
        return { size: object.size, httpEtag: object.httpEtag, body: readable };
      }
    }`;
  return {
    name: breakingBucket,
    modules: [{ type: 'ESModule' as const, path: 'breaking-bucket.js', contents: script }],
    compatibilityDate: '2026-01-01',
    r2Buckets: { MEDIA: 'media' },
  };
}

function describeServer({ port, country }: MiniflareOptions, log: string[]) {
  return {
    host: '127.0.0.1',
    port,
    // Given whole: Miniflare would otherwise ask the internet where it is.
    cf: { colo: 'FRA', ...(country === undefined ? {} : { country }) },
    log: new Log(LogLevel.NONE),
    handleStructuredLogs: ({ message }: { message: string }) => void log.push(message),
    telemetry: { enabled: false },
  };
}
