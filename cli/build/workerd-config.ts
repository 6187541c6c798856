import { dirname, relative, resolve } from 'node:path';

export type WorkerdConfigOptions = {
  /** Where the text will be saved; `embed` takes paths relative to it. */
  configPath: string;
  /** dist/worker/worker.js, or a copy of it. */
  bundlePath: string;
  /** `127.0.0.1:8787`; port 0 takes a free one, told on the control descriptor. */
  listenAddress: string;
  /** `host:port` of origin, which also serves the built web files. */
  originAddress: string;
  /** An existing directory for the rooms' storage; only one workerd may use it at a time. */
  stateDir: string;
};

/** Newest date that the pinned workerd knows; wrangler.toml names the same. */
export const COMPATIBILITY_DATE = '2026-11-17';
/** As in wrangler.toml, which says why. */
export const COMPATIBILITY_FLAGS = ['no_web_socket_compression'];
export const SOCKET_NAME = 'http';
/** A plain workerd is one isolate, which can keep more open than each of the many that Cloudflare runs. */
const DATABASE_STREAMS = 8;

/** Read from workerd's environment, so that no secret is written to a file. A missing one binds null. */
const environmentBindings = [
  'ORIGIN_URL',
  'PUBLIC_URL',
  'DATABASE_URL',
  'DATABASE_TOKEN',
  'DATABASE_REPLICA_URL',
  'DATABASE_REPLICA_TOKEN',
  'PLAYBACK_KEYS',
  'INTERNAL_KEY',
  'PLAYBACK_TTL_SECONDS',
  'PLAYBACK_BINDING',
  'ANONYMOUS_MAX_HEIGHT',
  'REQUEST_LIMITS',
  'ROOM_SHARD_SOCKETS',
  'VIEWS_WAITING',
  'TEST_COUNTRY',
];

/**
 * The configuration of a plain workerd that runs the worker as Cloudflare would, as Cap'n Proto text.
 * `http` has no `cfBlobHeader` on purpose: `request.cf.clientIp` is then workerd's own word for the peer,
 * and no client can write it.
 *
 * Run it as `workerd serve --control-fd=3 CONFIG_PATH` with the bindings as environment variables and a pipe
 * as descriptor 3, on which `{"event":"listen","socket":"http","port":N}` announces readiness. Open
 * WebSockets keep SIGTERM waiting: follow it by SIGKILL after a grace period.
 */
export function workerdConfig(options: WorkerdConfigOptions): string {
  const bundle = relative(dirname(resolve(options.configPath)), resolve(options.bundlePath));
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "edge", worker = .edge),
    (name = "internet", network = (allow = ["public", "private"], tlsOptions = (trustBrowserCas = true))),
    (name = "assets", external = (address = ${quote(options.originAddress)}, http = ())),
    (name = "rooms", disk = (path = ${quote(resolve(options.stateDir))}, writable = true)),
  ],
  sockets = [(name = "${SOCKET_NAME}", address = ${quote(options.listenAddress)}, http = (), service = "edge")],
);

const edge :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed ${quote(bundle)})],
  compatibilityDate = "${COMPATIBILITY_DATE}",
  compatibilityFlags = [${COMPATIBILITY_FLAGS.map(quote).join(', ')}],
  bindings = [
${environmentBindings.map((name) => `    (name = "${name}", fromEnvironment = "${name}"),`).join('\n')}
    (name = "DATABASE_STREAMS", text = "${DATABASE_STREAMS}"),
    (name = "ASSETS", service = "assets"),
    (name = "ROOMS", durableObjectNamespace = "VideoRoom"),
    (name = "ROOM_SHARDS", durableObjectNamespace = "RoomShard"),
    (name = "VIEW_BUFFERS", durableObjectNamespace = "ViewBuffer"),
  ],
  durableObjectNamespaces = [
    (className = "VideoRoom", uniqueKey = "kinora-video-room", enableSql = true),
    (className = "RoomShard", uniqueKey = "kinora-room-shard", enableSql = true),
    (className = "ViewBuffer", uniqueKey = "kinora-view-buffer", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "rooms"),
  globalOutbound = "internet",
);
`;
}

/** A Cap'n Proto string literal. */
function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
