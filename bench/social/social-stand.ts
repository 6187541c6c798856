import { sql } from 'drizzle-orm';
import { createAccessTokens } from '../../origin/accounts/access-tokens.ts';
import { createAuth } from '../../origin/accounts/auth.ts';
import { createLog } from '../../platform/log.ts';
import { newId } from '../../shared/ids.ts';
import { leases, sessions, users } from '../../shared/schema/index.ts';
import { tempDir } from '../../testkit/services.ts';
import { startOriginProcess } from '../origin-process.ts';
import { FAN_OUT_MAX_SUBSCRIBERS } from '../population/fill-subscriptions.ts';
import { HOT_VIDEO, userId, videoId } from '../population/names.ts';
import type { PopulationSize } from '../population/size.ts';
import { startPopulatedDatabase } from '../population/start-populated-database.ts';

export type SocialStand = Awaited<ReturnType<typeof startSocialStand>>;
export type Person = { userId: string; token: string };

const dayMs = 24 * 3_600_000;
/** Rounds of origin that go through everything; they would be measured too. */
const roundsLeftOut = ['search-index', 'recount', 'recount-of-the-day', 'orphans-of-the-day', 'discovery-model'];

/** Origin on a large database, and people of it who are signed in. */
export async function startSocialStand(size: PopulationSize, people: number, note: (line: string) => void) {
  await using cleanup = new AsyncDisposableStack();
  const database = cleanup.adopt(await startPopulatedDatabase(size, note), (it) => it.stop());
  const expiresAtMs = Date.now() + dayMs;
  await database.db.insert(leases).values(roundsLeftOut.map((name) => ({ name, holder: 'bench', expiresAtMs })));
  const objects = cleanup.use(await tempDir());
  // In place of the edge's rooms, which are told what happens and are not what is measured.
  const rooms = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(null, { status: 204 }) });
  cleanup.defer(() => rooms.stop(true));
  const variables = {
    ...{ KINORA_STORAGE_DIR: objects.path, KINORA_EDGE_URL: rooms.url.origin },
    KINORA_COMMENTS_PER_MINUTE: '1000000',
    KINORA_FEED_FANOUT_MAX_SUBSCRIBERS: `${FAN_OUT_MAX_SUBSCRIBERS}`,
  };
  const origin = cleanup.adopt(await startOriginProcess(variables, database), (it) => it.stop());

  const auth = createAuth({
    ...{ db: database.db, publicUrl: origin.url, secret: origin.authSecret },
    log: createLog({ service: 'bench', level: 'silent' }),
  });
  const tokens = createAccessTokens({ auth, issuer: origin.url, ttlSec: dayMs / 1000, clock: () => new Date() });
  async function signIn(at: number): Promise<Person> {
    const [user] = await database.db
      .select()
      .from(users)
      .where(sql`${users.id} = ${userId(at)}`);
    if (!user) throw new Error(`there is no user ${at}`);
    const id = newId();
    const [now, expiresAt] = [new Date(), new Date(expiresAtMs)];
    await database.db
      .insert(sessions)
      .values({ id, token: id, userId: user.id, expiresAt, createdAt: now, updatedAt: now });
    return { userId: user.id, token: (await tokens.issue(user, id)).token };
  }
  // Somebody who follows every large channel there is, up to five hundred: nothing is written into that feed ahead.
  const collector = userId(size.users - 1);
  await database.client.execute({ sql: 'delete from subscriptions where user_id = ?', args: [collector] });
  await database.client.execute({ sql: 'delete from feed_items where user_id = ?', args: [collector] });
  await database.client.execute({
    sql: `insert into subscriptions (channel_id, user_id, level, created_at)
      select id, ?, 'none', created_at from channels where subscriber_count > ? order by subscriber_count desc limit 500`,
    args: [collector, FAN_OUT_MAX_SUBSCRIBERS],
  });
  const signedIn: Person[] = [];
  // From the end: the first users have the channels, and people of a channel are not judged there.
  for (let at = 0; at < people; at++) signedIn.push(await signIn(size.users - 1 - at));

  const kept = cleanup.move();
  return {
    ...{ size, database, origin, people: signedIn, hotVideoId: videoId(HOT_VIDEO) },
    /** A request of `person` under /api/v1; throws for any answer but a good one. */
    async send(person: Person, method: string, path: string, body?: object): Promise<unknown> {
      const response = await fetch(`${origin.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${person.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
      return response.json();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
