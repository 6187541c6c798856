import { fromBase64Url } from '../shared/base64url.ts';
import { LONGEST_TOKEN_LIFE_SEC } from '../shared/tokens/playback-token.ts';
import { type RatePolicies, readRatePolicies } from './gateway/rate-policies.ts';

/**
 * What the runtime hands the worker. Under plain workerd a `fromEnvironment` binding whose variable
 * is missing arrives as null, so nothing here is trusted before `parseConfig`.
 */
export type Bindings = {
  readonly ORIGIN_URL?: string | null;
  readonly PUBLIC_URL?: string | null;
  readonly DATABASE_URL?: string | null;
  readonly DATABASE_TOKEN?: string | null;
  /** The copy nearest to this edge; absent where there is none. */
  readonly DATABASE_REPLICA_URL?: string | null;
  readonly DATABASE_REPLICA_TOKEN?: string | null;
  /** Connections with the database that this isolate keeps open; none unless set. */
  readonly DATABASE_STREAMS?: string | null;
  readonly PLAYBACK_KEYS?: string | null;
  readonly INTERNAL_KEY?: string | null;
  readonly PLAYBACK_TTL_SECONDS?: string | null;
  /** What playback sessions are bound to: `country`, `network`, both with a comma, or nothing. */
  readonly PLAYBACK_BINDING?: string | null;
  /** Highest rendition for viewers who are not signed in; absent for no cap. */
  readonly ANONYMOUS_MAX_HEIGHT?: string | null;
  /** Changes to the request limits, `name=limit/seconds,…`, or `off`. */
  readonly REQUEST_LIMITS?: string | null;
  /** Sockets that one object holds before a room gets another; read by the room itself. */
  readonly ROOM_SHARD_SOCKETS?: string | null;
  /** View events that one buffer holds while origin is away; read by the buffer itself. */
  readonly VIEWS_WAITING?: string | null;
  /** Tests only: stands for `request.cf.country`. */
  readonly TEST_COUNTRY?: string | null;
};

export type EdgeConfig = {
  originUrl: string;
  publicUrl: string;
  databaseUrl: string;
  databaseToken: string | null;
  databaseReplica: { url: string; token: string | null } | null;
  databaseStreams: number;
  /** Checked further by `importPlaybackKeys`. */
  playbackKeys: string;
  internalKey: string;
  playbackTtlSec: number;
  bindCountry: boolean;
  bindNetwork: boolean;
  /** 0 for no cap. */
  anonymousMaxHeight: number;
  /** Null lifts every limit. */
  ratePolicies: RatePolicies | null;
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
  if (!Number.isInteger(playbackTtlSec) || playbackTtlSec < 1 || playbackTtlSec > LONGEST_TOKEN_LIFE_SEC)
    problems.push('PLAYBACK_TTL_SECONDS must be a whole number from 1 to 86400');
  const boundTo = text('PLAYBACK_BINDING')
    .split(',')
    .filter((name) => name !== '');
  if (!boundTo.every((name) => name === 'country' || name === 'network'))
    problems.push('PLAYBACK_BINDING must be "country", "network" or "country,network"');
  const anonymousMaxHeight = Number(text('ANONYMOUS_MAX_HEIGHT') || 0);
  if (
    !Number.isInteger(anonymousMaxHeight) ||
    (anonymousMaxHeight !== 0 && (anonymousMaxHeight < 100 || anonymousMaxHeight > 9999))
  )
    problems.push('ANONYMOUS_MAX_HEIGHT must be a height of at least 100 pixels');
  let ratePolicies: RatePolicies | null = null;
  try {
    ratePolicies = readRatePolicies(text('REQUEST_LIMITS'));
  } catch (error) {
    problems.push(`REQUEST_LIMITS ${error instanceof Error ? error.message : ''}`);
  }
  if (!/^[1-9]\d{0,4}$/.test(text('ROOM_SHARD_SOCKETS') || '5000'))
    problems.push('ROOM_SHARD_SOCKETS must be a whole number from 1 to 99999');
  if (!/^[1-9]\d{0,6}$/.test(text('VIEWS_WAITING') || '50000'))
    problems.push('VIEWS_WAITING must be a whole number from 1 to 9999999');
  const databaseStreams = Number(text('DATABASE_STREAMS') || 0);
  if (!Number.isInteger(databaseStreams) || databaseStreams < 0 || databaseStreams > 100)
    problems.push('DATABASE_STREAMS must be a whole number from 0 to 100');
  const testCountry = text('TEST_COUNTRY') || null;
  if (testCountry !== null && !/^[A-Z]{2}$/.test(testCountry))
    problems.push('TEST_COUNTRY must be two capital letters');

  const config: EdgeConfig = {
    originUrl: url('ORIGIN_URL'),
    publicUrl: url('PUBLIC_URL'),
    databaseUrl: url('DATABASE_URL'),
    databaseToken: text('DATABASE_TOKEN') || null,
    databaseReplica: text('DATABASE_REPLICA_URL')
      ? { url: url('DATABASE_REPLICA_URL'), token: text('DATABASE_REPLICA_TOKEN') || null }
      : null,
    databaseStreams,
    playbackKeys,
    internalKey,
    playbackTtlSec,
    bindCountry: boundTo.includes('country'),
    bindNetwork: boundTo.includes('network'),
    anonymousMaxHeight,
    ratePolicies,
    testCountry,
  };
  if (problems.length > 0) throw new ConfigError(`bad edge configuration: ${problems.join('; ')}`);
  return config;
}
