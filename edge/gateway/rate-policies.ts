/** Whom a limit counts: everybody behind one address, one user or API key, or one playback session. */
export type CountedBy = 'address' | 'account' | 'session';

export type RatePolicy = { name: PolicyName; by: CountedBy; limit: number; windowSec: number };

/**
 * Generous: a household or an office shares one address. Accounts are counted besides, once the bearer has been verified, so
 * that nobody escapes by inventing bearers. Media below /p/ is never counted.
 */
const defaults = {
  'auth-address': { by: 'address', limit: 60, windowSec: 60 },
  'read-address': { by: 'address', limit: 3_000, windowSec: 60 },
  'read-account': { by: 'account', limit: 1_200, windowSec: 60 },
  'write-address': { by: 'address', limit: 1_200, windowSec: 60 },
  'write-account': { by: 'account', limit: 600, windowSec: 60 },
  'playback-address': { by: 'address', limit: 1_200, windowSec: 60 },
  'page-address': { by: 'address', limit: 1_200, windowSec: 60 },
  'room-address': { by: 'address', limit: 300, windowSec: 60 },
  'view-session': { by: 'session', limit: 30, windowSec: 60 },
} as const satisfies Record<string, Omit<RatePolicy, 'name'>>;

export type PolicyName = keyof typeof defaults;
/** `session` is counted where a view event names its session; the others go by the route. */
export type RateClass = 'auth' | 'read' | 'write' | 'playback' | 'page' | 'room' | 'view' | 'session';

const policiesOf: Record<RateClass, readonly PolicyName[]> = {
  auth: ['auth-address'],
  read: ['read-address', 'read-account'],
  write: ['write-address', 'write-account'],
  playback: ['playback-address'],
  page: ['page-address'],
  room: ['room-address'],
  view: ['write-address'],
  session: ['view-session'],
};

export type RatePolicies = Readonly<Record<RateClass, readonly RatePolicy[]>>;

/**
 * The policies with what `overrides` changes: `name=limit/seconds,…`, or `off` for none at all (then null). Throws a
 * `TypeError` that says what is wrong.
 */
export function readRatePolicies(overrides: string): RatePolicies | null {
  if (overrides === 'off') return null;
  const changed = new Map<string, { limit: number; windowSec: number }>();
  for (const entry of overrides.split(',').filter((text) => text !== '')) {
    const [, name = '', limit, windowSec] = /^([a-z-]+)=([1-9]\d{0,8})\/([1-9]\d{0,3})$/.exec(entry.trim()) ?? [];
    if (!Object.hasOwn(defaults, name))
      throw new TypeError(`must be "off" or "name=limit/seconds,…" with names of ${Object.keys(defaults).join(', ')}`);
    changed.set(name, { limit: Number(limit), windowSec: Number(windowSec) });
  }
  const policy = (name: PolicyName): RatePolicy => ({ name, ...defaults[name], ...changed.get(name) });
  return Object.fromEntries(
    Object.entries(policiesOf).map(([kind, names]) => [kind, names.map(policy)]),
  ) as unknown as RatePolicies; // the keys are those of `policiesOf`
}

/** Which limits a request falls under; null for none. Upload parts carry signatures of their own, assets are static. */
export function rateClassOf(method: string, path: string): RateClass | null {
  // Forms that become calls of the API below /auth.
  if (method === 'POST' && path.startsWith('/account/')) return 'auth';
  if (!path.startsWith('/api/')) return /^\/(p|storage|assets|internal|healthz)(\/|$)/.test(path) ? null : 'page';
  if (method === 'OPTIONS') return null;
  if (path.startsWith('/api/v1/auth/')) return 'auth';
  if (path === '/api/v1/views') return 'view';
  const [, verb] = /^\/api\/v1\/videos\/[^/]+\/(playback|stream|room)(?:\/events)?$/.exec(path) ?? [];
  if (verb !== undefined) return verb === 'room' ? 'room' : 'playback';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
