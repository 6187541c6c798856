import * as z from 'zod';
import { type ApiKeyScope, apiKeyScopeSchema } from '../../../shared/contracts/api-keys.ts';
import type { TestOrigin } from '../../testing/test-origin.ts';
import { routeActions } from '../routes.ts';
import { type Sample, samples } from './samples.ts';
import type { Visibility, World } from './world.ts';

/**
 * What looks at requests on their way to a route, and answers none: what stands in front of everything, and the guards of
 * the inside, behind which every route is asked for.
 */
export const isMiddleware = (route: string): boolean =>
  ['ALL /*', 'ALL /api/v1/*', 'ALL /storage/*'].includes(route) || route.startsWith('ALL /internal/');

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ security: z.array(z.record(z.string(), z.array(z.string()))) })),
  ),
});

/** Of a route: whether a sign-in is looked at, and the scope that lets API keys in. */
export type Access = { isSignInRead: boolean; scope: ApiKeyScope | null };

/** What the API document says of each route; what it does not name takes no sign-in. */
export async function readAccess(origin: TestOrigin): Promise<(route: string) => Access> {
  const { paths } = documentSchema.parse(await (await origin.request('GET', '/openapi.json')).json());
  const known = new Map<string, Access>();
  for (const [path, item] of Object.entries(paths))
    for (const [method, { security }] of Object.entries(item)) {
      const scope = security.flatMap((way) => way.apiKey ?? [])[0];
      known.set(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, {
        isSignInRead: security.length > 0,
        scope: scope === undefined ? null : apiKeyScopeSchema.parse(scope),
      });
    }
  for (const route of ['ALL /api/v1/tus', 'ALL /api/v1/tus/:upload_id'])
    known.set(route, { isSignInRead: true, scope: 'uploads:write' });
  return (route) => known.get(route) ?? { isSignInRead: false, scope: null };
}

export const routes = Object.keys(routeActions);

export function sampleOf(world: World, route: string): Sample {
  const sample = samples[route] ?? {};
  return typeof sample === 'function' ? sample(world) : sample;
}

export const methodOf = (route: string, sample: Sample) => sample.method ?? route.split(' ')[0] ?? '';

/** Sends the sample of `route`, with `headers` over its own. */
export async function sendSample(
  world: World,
  route: string,
  sample: Sample,
  { headers, on = 'public' }: { headers: Record<string, string>; on?: Visibility },
): Promise<Response> {
  const ids: Record<string, string> = {
    ...world.ids,
    video_id: world.videoIds[on],
    ...(await sample.fresh?.(world, on)),
  };
  const path = (route.split(' ')[1] ?? '').replaceAll(/:(\w+)/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`say in world.ts or samples.ts what :${name} of ${route} is`);
    return id;
  });
  const query = sample.query === undefined ? '' : `?${sample.query}`;
  const type = sample.file?.type ?? (sample.body === undefined ? undefined : 'application/json');
  return fetch(`${world.origin.url}${path}${query}`, {
    method: methodOf(route, sample),
    redirect: 'manual',
    headers: { ...(type === undefined ? {} : { 'content-type': type }), ...sample.headers, ...headers },
    ...(sample.body === undefined ? {} : { body: JSON.stringify(sample.body) }),
    ...(sample.file === undefined ? {} : { body: await sample.file.bytes() }),
  });
}
