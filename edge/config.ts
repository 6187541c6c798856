import { fromBase64Url } from '../shared/base64url.ts';

/**
 * What the runtime hands the worker. Under plain workerd a `fromEnvironment` binding whose variable
 * is missing arrives as null, so nothing here is trusted before `parseConfig`.
 */
export type Bindings = {
  readonly ORIGIN_URL?: string | null;
  readonly PUBLIC_URL?: string | null;
  readonly DATABASE_URL?: string | null;
  readonly DATABASE_TOKEN?: string | null;
  readonly PLAYBACK_KEYS?: string | null;
  readonly INTERNAL_KEY?: string | null;
  readonly PLAYBACK_TTL_SECONDS?: string | null;
  /** Tests only: stands for `request.cf.country`. */
  readonly TEST_COUNTRY?: string | null;
};

export type EdgeConfig = {
  originUrl: string;
  publicUrl: string;
  databaseUrl: string;
  databaseToken: string | null;
  /** Checked further by `importPlaybackKeys`. */
  playbackKeys: string;
  internalKey: string;
  playbackTtlSec: number;
  testCountry: string | null;
};

/** Names every binding that is missing or wrong; never their values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads the bindings or throws a `ConfigError`: a guard that starts half-configured guards nothing. */
export function parseConfig(bindings: Bindings): EdgeConfig {
  const problems: string[] = [];
  const text = (name: keyof Bindings): string => bindings[name] ?? '';
  const url = (name: keyof Bindings): string => {
    const parsed = URL.parse(text(name).replace(/^libsql:/, 'https:'));
    if (!parsed || !/^https?:$/.test(parsed.protocol)) problems.push(`${name} must be an http(s) URL`);
    return parsed ? parsed.href.replace(/\/+$/, '') : '';
  };

  const internalKey = text('INTERNAL_KEY');
  if ((fromBase64Url(internalKey)?.length ?? 0) < 32)
    problems.push('INTERNAL_KEY must be base64url of 32 bytes or more');
  const playbackKeys = text('PLAYBACK_KEYS');
  if (playbackKeys === '') problems.push('PLAYBACK_KEYS must be "kid:secret[,kid:secret]"');
  const playbackTtlSec = Number(text('PLAYBACK_TTL_SECONDS') || 14_400);
  if (!Number.isInteger(playbackTtlSec) || playbackTtlSec < 1 || playbackTtlSec > 86_400)
    problems.push('PLAYBACK_TTL_SECONDS must be a whole number from 1 to 86400');
  const testCountry = text('TEST_COUNTRY') || null;
  if (testCountry !== null && !/^[A-Z]{2}$/.test(testCountry))
    problems.push('TEST_COUNTRY must be two capital letters');

  const config: EdgeConfig = {
    originUrl: url('ORIGIN_URL'),
    publicUrl: url('PUBLIC_URL'),
    databaseUrl: url('DATABASE_URL'),
    databaseToken: text('DATABASE_TOKEN') || null,
    playbackKeys,
    internalKey,
    playbackTtlSec,
    testCountry,
  };
  if (problems.length > 0) throw new ConfigError(`bad edge configuration: ${problems.join('; ')}`);
  return config;
}
