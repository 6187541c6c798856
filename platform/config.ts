import type * as z from 'zod';

/** The environment does not fit; the message names every variable that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads a configuration out of `env`. An empty variable counts as unset. Throws `ConfigError`; values are never shown. */
export function parseEnvironment<T>(schema: z.ZodType<T>, env: Readonly<Record<string, string | undefined>>): T {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const name = issue.path.join('.') || '(environment)';
    const isMissing = issue.path[0] !== undefined && present[String(issue.path[0])] === undefined;
    return `  ${name}: ${isMissing && issue.code === 'invalid_type' ? 'is not set' : issue.message}`;
  });
  throw new ConfigError(`invalid configuration:\n${[...new Set(problems)].join('\n')}`);
}
