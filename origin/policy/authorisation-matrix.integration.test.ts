import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { internalHeaders } from '../../shared/http-headers.ts';
import { safeMethods } from '../../shared/same-origin.ts';
import { outcomeOf, startTestOrigin, type TestOrigin } from '../testing/test-origin.ts';
import { may } from './may.ts';
import { routeActions } from './routes.ts';
import type { Person } from './testing/people.ts';
import {
  type Access,
  isMiddleware,
  methodOf,
  readAccess,
  routes,
  sampleOf,
  sendSample,
} from './testing/route-table.ts';
import { samples } from './testing/samples.ts';
import { createWorld, type Visibility, type World } from './testing/world.ts';

// Every route of origin, asked for by everybody. What is expected follows from `routeActions` and the rules alone.

let origin: TestOrigin;
let world: World;
let accessTo: (route: string) => Access;
beforeAll(async () => {
  origin = await startTestOrigin();
  world = await createWorld(origin);
  accessTo = await readAccess(origin);
}, 60_000);
afterAll(() => origin.stop());

/** What the policy says `person` gets from `route`: `let in`, or how they are refused. */
function expectedFor(route: string, person: Person, on: Visibility): string {
  const action = routeActions[route];
  const sample = sampleOf(world, route);
  const { isSignInRead, scope } = accessTo(route);
  if (action === undefined || action === 'platform.operate') return '404 not_found';
  if (action === 'platform.use_signed_url') return '403 signature_invalid';
  if (!isSignInRead) return 'let in';
  if (person.isSuspended && !safeMethods.has(methodOf(route, sample))) return '403 account_suspended';
  if (person.scopes && (scope === null || !person.scopes.includes(scope))) return '403 insufficient_scope';
  const own = sample.parts?.[person.name];
  const parts = own === undefined ? person.parts : [...person.parts, own];
  const isAnyVideo = sample.isAskersOwn === true || sample.isOfRole === true;
  const isSeen = !route.includes(':video_id') || on === 'public' || parts.length > 0 || isAnyVideo;
  if (isSeen && may(person.actor, action, parts)) return 'let in';
  if (person.actor === null && !may(null, action)) return '401 unauthenticated';
  return sample.isHidden || !isSeen ? '404 not_found' : '403 forbidden';
}

/** The answer that `person` gets; `let in` where that is what is `expected` and the sample's answer says so. */
async function ask(route: string, person: Person, on: Visibility, expected: string): Promise<string> {
  const sample = sampleOf(world, route);
  const headers: Record<string, string> = person.token === null ? {} : { authorization: `Bearer ${person.token}` };
  const response = await sendSample(world, route, sample, { headers, on });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isStream) await response.body?.cancel();
  const answer = isStream ? String(response.status) : await outcomeOf(response);
  const isLetIn = sample.answer === undefined ? /^[23]\d\d$/.test(answer) : answer === sample.answer;
  return isLetIn && expected === 'let in' ? 'let in' : answer;
}

describe('every route', () => {
  test('has an action in origin/policy/routes.ts', () => {
    const served = new Set(origin.app().routes.map(({ method, path }) => `${method} ${path}`));
    const unplaced = [...served].filter((route) => !(route in routeActions) && !isMiddleware(route));
    expect(unplaced, 'add a line for each of these to routeActions, and a sample if it takes a body').toEqual([]);
    const gone = [...routes, ...Object.keys(samples)].filter((route) => !served.has(route));
    expect(gone, 'no longer served: take these out').toEqual([]);
  });

  const isLast = (route: string) => {
    const sample = samples[route];
    return typeof sample === 'object' && sample.isLast === true;
  };
  test.each([...routes.filter((route) => !isLast(route)), ...routes.filter(isLast)])('%s', async (route) => {
    const { scope } = accessTo(route);
    const keyWithout = scope === null ? undefined : world.cast.keysWithout.get(scope);
    const expected: string[] = [];
    const outcomes: string[] = [];
    for (const on of route.includes(':video_id') ? (['private', 'public'] as const) : (['public'] as const))
      for (const person of [...world.cast.people, ...(keyWithout ? [keyWithout] : [])]) {
        const answer = expectedFor(route, person, on);
        expected.push(`${person.name} (${on}): ${answer}`);
        outcomes.push(`${person.name} (${on}): ${await ask(route, person, on, answer)}`);
      }
    expect(outcomes).toEqual(expected);
  });
});

test('what is inside opens to the internal key', async () => {
  const headers = { [internalHeaders.key]: origin.config.KINORA_INTERNAL_KEY };
  expect((await fetch(`${origin.url}/internal/admin/users`, { headers })).status).toBe(200);
});
