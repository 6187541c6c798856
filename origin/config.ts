import * as z from 'zod';
import { uploadStorageConfigSchema } from '../platform/object-store/from-config.ts';
import { fromBase64Url } from '../shared/base64url.ts';
import { openidProvidersSchema } from './accounts/openid/config.ts';
import { clamdAddressSchema } from './malware/clamd-address.ts';

const gibibyte = 1024 ** 3;
const secretSchema = z
  .string()
  .refine((text) => (fromBase64Url(text)?.length ?? 0) >= 32, 'must be base64url of at least 32 bytes');
const countSchema = z.coerce.number().int().positive();

const variablesSchema = z.object({
  KINORA_HOST: z.string().default('127.0.0.1'),
  /** 0 takes a free port. */
  KINORA_ORIGIN_PORT: z.coerce.number().int().min(0).max(65_535).default(8788),
  KINORA_PUBLIC_URL: z.url().default('http://127.0.0.1:8787'),
  /** Where rooms are told what happens; the public URL unless the edge is nearer elsewhere. */
  KINORA_EDGE_URL: z.url().optional(),
  KINORA_DATABASE_URL: z.url(),
  KINORA_DATABASE_TOKEN: z.string().optional(),
  KINORA_REDIS_URL: z.url(),
  KINORA_AUTH_SECRET: secretSchema,
  KINORA_INTERNAL_KEY: secretSchema,
  KINORA_ASSETS_DIR: z.string().optional(),
  KINORA_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Without it nothing is scanned. */
  KINORA_CLAMAV: clamdAddressSchema.optional(),
  KINORA_UPLOADS_PER_HOUR: countSchema.default(5),
  KINORA_OPEN_UPLOADS: countSchema.default(20),
  KINORA_MAX_UPLOAD_BYTES: countSchema.default(4 * gibibyte),
  KINORA_QUOTA_BYTES: countSchema.default(1024 * gibibyte),
  KINORA_DAILY_QUOTA_BYTES: countSchema.default(100 * gibibyte),
  KINORA_UPLOAD_TTL_HOURS: z.coerce.number().positive().default(168),
  /** Days, or `null` for ever; `ready` is as soon as the video is made. */
  KINORA_ORIGINALS_KEEP: z
    .string()
    .regex(/^(?:forever|ready|[1-9]\d{0,4}d)$/, 'must be forever, ready, or days such as 30d')
    .default('30d')
    .transform((text) => (text === 'forever' ? null : text === 'ready' ? 0 : Number.parseInt(text, 10))),
  KINORA_ORPHAN_AGE_HOURS: z.coerce.number().positive().default(24),
  KINORA_PART_URL_TTL_SECONDS: countSchema.default(3600),
  KINORA_ACCESS_TOKEN_TTL_SECONDS: countSchema.default(900),
  KINORA_SIGN_IN_ATTEMPTS: countSchema.default(5),
  /** Without it no password is looked up. */
  KINORA_BREACH_LIST_URL: z.url({ protocol: /^https?$/ }).optional(),
  KINORA_REFUSE_DISPOSABLE_MAIL: z.stringbool().default(false),
  KINORA_OPENID_PROVIDERS: openidProvidersSchema,
  /** Without it mails stay in the outbox. */
  KINORA_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Whether accounts wait for their address to be confirmed; unless it says, where there is a mail server. */
  KINORA_CONFIRM_SIGN_UP: z.stringbool().optional(),
  KINORA_MAIL_FROM: z.email().optional(),
  KINORA_COMMENTS_PER_MINUTE: countSchema.default(10),
  /** 0 counts a view with its first report. */
  KINORA_VIEW_MIN_WATCH_SEC: z.coerce.number().min(0).max(3_600).default(10),
  /** Of one video on one UTC day; whole schools and offices share an address. */
  KINORA_VIEWS_PER_ADDRESS: countSchema.default(100),
  KINORA_VIEWS_PER_ACCOUNT: countSchema.default(5),
  KINORA_SUGGEST_MIN_PEOPLE: countSchema.default(5),
  /** A Typesense server, asked before the index in the database; both or neither. */
  KINORA_TYPESENSE_URL: z.url({ protocol: /^https?$/ }).optional(),
  KINORA_TYPESENSE_API_KEY: z.string().min(1).optional(),
  KINORA_SEARCH_POPULARITY_BOOST: z.coerce.number().min(0).max(10).default(0.3),
  KINORA_SEARCH_RECENCY_BOOST: z.coerce.number().min(0).max(10).default(0.15),
  KINORA_SEARCH_RECENCY_HALF_LIFE_DAYS: z.coerce.number().positive().default(90),
  KINORA_SEARCH_CHOICE_BOOST: z.coerce.number().min(0).max(10).default(0.5),
  /** Per cent of viewers who get suggestions of more kinds. */
  KINORA_DIVERSE_SUGGESTIONS_PERCENT: z.coerce.number().min(0).max(100).default(0),
  /** Hours from one model of what goes together to the next. */
  KINORA_MODEL_HOURS: z.coerce.number().positive().default(6),
  /** 0: as soon as it is asked for. */
  KINORA_ERASURE_GRACE_DAYS: z.coerce.number().min(0).max(365).default(14),
  KINORA_REFUSE_ERASED_ADDRESSES: z.stringbool().default(false),
  KINORA_SUBSCRIPTIONS_PER_USER: countSchema.default(2_000),
  /** 0: every feed is put together when it is read. */
  KINORA_FEED_FANOUT_MAX_SUBSCRIBERS: z.coerce.number().int().min(0).default(1_000),
  KINORA_PLAYLISTS_PER_USER: countSchema.default(500),
  KINORA_PLAYLIST_ITEMS: countSchema.default(5_000),
  KINORA_NOTIFICATIONS_KEEP_DAYS: countSchema.default(90),
  /** 0: at once. */
  KINORA_NOTIFICATION_MAIL_MINUTES: z.coerce.number().min(0).max(10_080).default(30),
  KINORA_NOTIFICATION_MAILS_PER_MINUTE: countSchema.default(120),
  KINORA_CHANNELS_PER_USER: countSchema.default(20),
  KINORA_OLD_HANDLE_DAYS: countSchema.default(90),
});

/** Half of what a Typesense server takes: refused, so that nobody believes that it is asked. */
function checkTypesense({ issues, value }: z.core.ParsePayload<z.output<typeof variablesSchema>>): void {
  const names = ['KINORA_TYPESENSE_URL', 'KINORA_TYPESENSE_API_KEY'] as const;
  const [missing, ...more] = names.filter((name) => value[name] === undefined);
  if (missing === undefined || more.length > 0) return;
  const other = names.find((name) => name !== missing);
  issues.push({ code: 'custom', path: [missing], input: undefined, message: `is not set, though ${other} is` });
}

/** The environment of the origin role, storage variables included. */
export const originConfigSchema = z.intersection(
  variablesSchema.check(checkTypesense),
  uploadStorageConfigSchema.transform((storage) => ({ storage })),
);

export type OriginConfig = z.infer<typeof originConfigSchema>;
