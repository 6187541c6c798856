import { join } from 'node:path';
import { reachable } from './reachable.ts';
import type { Secrets } from './secrets.ts';

export type Ports = { database: number; redis: number; origin: number; transcoder: number; edge: number };
export type Installation = {
  dataDir: string;
  host: string;
  publicUrl: string;
  ports: Ports;
  secrets: Secrets;
  /** Built web files. */
  assetsDir: string;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** What any program on this machine may need to know; nothing else of the caller's environment is inherited. */
const machineVariables = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'TZ',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

const s3Variables = [
  'KINORA_S3_BUCKET',
  'KINORA_S3_ENDPOINT',
  'KINORA_S3_PUBLIC_ENDPOINT',
  'KINORA_S3_FORCE_PATH_STYLE',
  'KINORA_S3_REGION',
  'KINORA_S3_ACCESS_KEY_ID',
  'KINORA_S3_SECRET_ACCESS_KEY',
];

/** Settings of a role that a person may set and the supervisor only hands on. */
export const handedOn = {
  origin: [
    ...s3Variables,
    'KINORA_LOG_LEVEL',
    'KINORA_CLAMAV',
    'KINORA_UPLOADS_PER_HOUR',
    'KINORA_OPEN_UPLOADS',
    'KINORA_MAX_UPLOAD_BYTES',
    'KINORA_QUOTA_BYTES',
    'KINORA_DAILY_QUOTA_BYTES',
    'KINORA_UPLOAD_TTL_HOURS',
    'KINORA_ORIGINALS_KEEP',
    'KINORA_ORPHAN_AGE_HOURS',
    'KINORA_PART_URL_TTL_SECONDS',
    'KINORA_ACCESS_TOKEN_TTL_SECONDS',
    'KINORA_SIGN_IN_ATTEMPTS',
    'KINORA_BREACH_LIST_URL',
    'KINORA_REFUSE_DISPOSABLE_MAIL',
    'KINORA_OPENID_PROVIDERS',
    'KINORA_SMTP_URL',
    'KINORA_CONFIRM_SIGN_UP',
    'KINORA_MAIL_FROM',
    'KINORA_COMMENTS_PER_MINUTE',
    'KINORA_VIEW_MIN_WATCH_SEC',
    'KINORA_VIEWS_PER_ADDRESS',
    'KINORA_VIEWS_PER_ACCOUNT',
    'KINORA_SUBSCRIPTIONS_PER_USER',
    'KINORA_FEED_FANOUT_MAX_SUBSCRIBERS',
    'KINORA_PLAYLISTS_PER_USER',
    'KINORA_NOTIFICATIONS_KEEP_DAYS',
    'KINORA_NOTIFICATION_MAIL_MINUTES',
    'KINORA_NOTIFICATION_MAILS_PER_MINUTE',
    'KINORA_PLAYLIST_ITEMS',
    'KINORA_SUGGEST_MIN_PEOPLE',
    'KINORA_TYPESENSE_URL',
    'KINORA_TYPESENSE_API_KEY',
    'KINORA_SEARCH_POPULARITY_BOOST',
    'KINORA_SEARCH_RECENCY_BOOST',
    'KINORA_SEARCH_RECENCY_HALF_LIFE_DAYS',
    'KINORA_SEARCH_CHOICE_BOOST',
    'KINORA_DIVERSE_SUGGESTIONS_PERCENT',
    'KINORA_MODEL_HOURS',
    'KINORA_ERASURE_GRACE_DAYS',
    'KINORA_REFUSE_ERASED_ADDRESSES',
    'KINORA_CHANNELS_PER_USER',
    'KINORA_OLD_HANDLE_DAYS',
  ],
  transcoder: [
    ...s3Variables,
    'KINORA_LOG_LEVEL',
    'KINORA_FFMPEG',
    'KINORA_FFPROBE',
    'KINORA_PACKAGER',
    'KINORA_TRANSCODE_CONCURRENCY',
    'KINORA_LONG_CONCURRENCY',
    'KINORA_CHUNK_CONCURRENCY',
    'KINORA_CHUNK_SECONDS',
    'KINORA_SOURCE_CACHE_BYTES',
    'KINORA_MAX_DURATION_SECONDS',
    'KINORA_MAX_PIXELS',
    'KINORA_MAX_STREAMS',
    'KINORA_ENCODER_MEMORY_BYTES',
    'KINORA_ENCODER_STALL_SECONDS',
    'KINORA_LADDER',
  ],
} as const;

/** The variables `names` that are set and not empty. */
export function pick(env: Environment, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name): [string, string][] => {
      const value = env[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
}

export const machineEnvironment = (env: Environment) => pick(env, machineVariables);

/** Local state of an S3 installation is the S3's: the directory is then not named. */
function storage(env: Environment, installation: Installation): Record<string, string> {
  return env.KINORA_S3_BUCKET ? {} : { KINORA_STORAGE_DIR: join(installation.dataDir, 'objects') };
}

const redisUrl = ({ secrets, ports }: Installation) => `redis://:${secrets.redisPassword}@127.0.0.1:${ports.redis}`;
export const databaseUrl = ({ ports }: Installation) => `http://127.0.0.1:${ports.database}`;

export function originEnvironment(env: Environment, installation: Installation): Record<string, string> {
  const { secrets, ports } = installation;
  return {
    ...machineEnvironment(env),
    ...pick(env, handedOn.origin),
    ...storage(env, installation),
    KINORA_HOST: '127.0.0.1',
    KINORA_ORIGIN_PORT: String(ports.origin),
    KINORA_PUBLIC_URL: installation.publicUrl,
    KINORA_EDGE_URL: env.KINORA_EDGE_URL || `http://${reachable(installation.host)}:${ports.edge}`,
    KINORA_DATABASE_URL: databaseUrl(installation),
    KINORA_DATABASE_TOKEN: secrets.databaseToken,
    KINORA_REDIS_URL: redisUrl(installation),
    KINORA_AUTH_SECRET: secrets.authSecret,
    KINORA_INTERNAL_KEY: secrets.internalKey,
    KINORA_STORAGE_SIGNING_KEY: secrets.storageSigningKey,
    KINORA_ASSETS_DIR: installation.assetsDir,
  };
}

export function transcoderEnvironment(env: Environment, installation: Installation): Record<string, string> {
  return {
    ...machineEnvironment(env),
    ...pick(env, handedOn.transcoder),
    ...storage(env, installation),
    KINORA_HOST: '127.0.0.1',
    KINORA_TRANSCODER_PORT: String(installation.ports.transcoder),
    KINORA_REDIS_URL: redisUrl(installation),
    KINORA_WORK_DIR: join(installation.dataDir, 'work'),
  };
}

/** The worker's bindings, read by workerd's `fromEnvironment`. */
export function edgeEnvironment(env: Environment, installation: Installation): Record<string, string> {
  const { secrets, ports } = installation;
  const optional = {
    PLAYBACK_TTL_SECONDS: env.KINORA_PLAYBACK_TTL_SECONDS,
    PLAYBACK_BINDING: env.KINORA_PLAYBACK_BINDING,
    ANONYMOUS_MAX_HEIGHT: env.KINORA_ANONYMOUS_MAX_HEIGHT,
    REQUEST_LIMITS: env.KINORA_REQUEST_LIMITS,
    ROOM_SHARD_SOCKETS: env.KINORA_ROOM_SHARD_SOCKETS,
    VIEWS_WAITING: env.KINORA_VIEWS_WAITING,
    TEST_COUNTRY: env.KINORA_TEST_COUNTRY,
  };
  return {
    ...machineEnvironment(env),
    ...pick(optional, Object.keys(optional)),
    ORIGIN_URL: `http://127.0.0.1:${ports.origin}`,
    PUBLIC_URL: installation.publicUrl,
    DATABASE_URL: databaseUrl(installation),
    DATABASE_TOKEN: secrets.databaseToken,
    PLAYBACK_KEYS: secrets.playbackKeys,
    INTERNAL_KEY: secrets.internalKey,
  };
}
