import * as z from 'zod';
import { ConfigError, parseEnvironment } from '../platform/config.ts';

const count = z.coerce.number().int().min(1);
const counts = z
  .string()
  .transform((text) => text.split(',').map((each) => (each === '' ? Number.NaN : Number(each))))
  .pipe(z.array(z.number().int().min(1)));

/** What the benchmarks take from the environment; unset, each case has a usual value of its own. */
const schema = z.object({
  /** Several make a table: `10000,100000`. */
  KINORA_BENCH_VIDEOS: counts.optional(),
  /** The directory where filled databases are kept for the next time. */
  KINORA_BENCH_KEEP: z.string().optional(),
  KINORA_BENCH_WATCHED_EACH: count.optional(),
  KINORA_BENCH_EASE_ITEMS: count.optional(),
  KINORA_BENCH_TOPIC_DOCUMENTS: count.optional(),
  KINORA_BENCH_SOURCE_SECONDS: count.optional(),
  KINORA_BENCH_STORE: z.enum(['directory', 's3']).optional(),
  KINORA_BENCH_STORE_MB_PER_SEC: z.coerce.number().positive().optional(),
  KINORA_BENCH_UPLOAD_BYTES: count.optional(),
  KINORA_BENCH_LONG_UPLOAD_BYTES: count.optional(),
});

export type BenchSettings = z.infer<typeof schema>;

const isKnown = (name: string) => Object.hasOwn(schema.shape, name);

/** Throws `ConfigError`, which names every variable that is wrong, or misspelt. */
export function benchSettings(environment: Readonly<Record<string, string | undefined>> = process.env): BenchSettings {
  const settings = parseEnvironment(schema, environment);
  const unknown = Object.keys(environment).filter((name) => name.startsWith('KINORA_BENCH_') && !isKnown(name));
  if (unknown.length === 0) return settings;
  throw new ConfigError(`no benchmark reads ${unknown.join(', ')}; known are ${Object.keys(schema.shape).join(', ')}`);
}
