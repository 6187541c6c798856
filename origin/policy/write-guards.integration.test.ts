import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import * as z from 'zod';
import { safeMethods } from '../../shared/same-origin.ts';
import { sessionCookieNames } from '../../shared/session-cookies.ts';
import { outcomeOf, startTestOrigin, type TestOrigin } from '../testing/test-origin.ts';
import { type Access, methodOf, readAccess, routes, sampleOf, sendSample } from './testing/route-table.ts';
import { createWorld, type World } from './testing/world.ts';

// What must hold for every route that changes something, whoever adds one.

let origin: TestOrigin;
let world: World;
let accessTo: (route: string) => Access;
let takesJson: (route: string) => boolean;
beforeAll(async () => {
  origin = await startTestOrigin();
  world = await createWorld(origin);
  accessTo = await readAccess(origin);
  const operationSchema = z.looseObject({ requestBody: z.unknown().optional() });
  const { paths } = z
    .object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) })
    .parse(await (await origin.request('GET', '/openapi.json')).json());
  takesJson = (route) => {
    const [method = '', path = ''] = route.split(' ');
    return paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.requestBody !== undefined;
  };
}, 60_000);
afterAll(() => origin.stop());

const cookieOf = (token: string) => `${sessionCookieNames(origin.url).access}=${token}`;
const changing = () => routes.filter((route) => !safeMethods.has(methodOf(route, sampleOf(world, route))));

describe('a request with cookies from the page of another site', () => {
  test.each(['cross-site', 'same-site', 'none of them', 'a form'])('changes nothing: %s', async (site) => {
    const guarded = changing().filter((route) => accessTo(route).isSignInRead);
    const cookie = cookieOf(world.cast.accounts.owner.token);
    const from: Record<string, Record<string, string>> = {
      'none of them': { origin: 'https://elsewhere.test' },
      'a form': { origin: 'null', 'content-type': 'text/plain' },
    };
    for (const route of guarded) {
      const headers = { cookie, ...(from[site] ?? { 'sec-fetch-site': site }) };
      const { body: _body, file: _file, headers: _headers, ...bodiless } = sampleOf(world, route);
      const outcome = await outcomeOf(await sendSample(world, route, bodiless, { headers }));
      expect([route, outcome]).toEqual([route, expect.stringMatching(/^(403 csrf_rejected|415 unsupported_media)$/)]);
    }
    expect(guarded.length).toBeGreaterThan(30);
  });
});

test('a body with a name that the contract does not have is refused, so nothing is set that is not offered', async () => {
  const admin = world.cast.people.find(({ name }) => name === 'admin')?.token ?? '';
  const withJson = changing().filter(takesJson);
  for (const route of withJson) {
    const sample = sampleOf(world, route);
    expect([route, typeof sample.body], 'give it a body in testing/samples.ts').toEqual([route, 'object']);
    const body = { ...(sample.body as object), role: 'admin', owner_id: 'x', suspended_at: null };
    const headers = { authorization: `Bearer ${admin}` };
    const response = await sendSample(world, route, { ...sample, body }, { headers });
    expect([route, await outcomeOf(response)]).toEqual([route, '400 validation_failed']);
  }
  expect(withJson.length).toBeGreaterThan(15);
});
