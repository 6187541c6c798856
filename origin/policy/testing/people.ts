import { eq } from 'drizzle-orm';
import { createApiClient } from '../../../shared/client/api-client.ts';
import { type ApiKeyScope, apiKeyCreatedSchema, apiKeyScopes } from '../../../shared/contracts/api-keys.ts';
import { channelMembers, users } from '../../../shared/schema/index.ts';
import type { TestOrigin, TestUser } from '../../testing/test-origin.ts';
import type { Actor, Part } from '../who.ts';

export type Person = {
  name: string;
  token: string | null;
  actor: Actor;
  /** In the channel, the video and everything else the world is about. */
  parts: readonly Part[];
  isSuspended: boolean;
  /** `null` for people; an API key is let in where its scopes say so. */
  scopes: readonly ApiKeyScope[] | null;
};

export type Cast = {
  people: Person[];
  /** API keys of the owner, by the one scope each of them lacks. */
  keysWithout: Map<ApiKeyScope, Person>;
  accounts: Record<'owner' | 'manager' | 'another creator' | 'bystander', TestUser>;
  channelId: string;
};

/** Everybody who could ask for something of `owner`'s, signed in. */
export async function castPeople(origin: TestOrigin): Promise<Cast> {
  const accounts = {
    owner: await origin.signUp(),
    manager: await origin.signUp(),
    'another creator': await origin.signUp(),
    bystander: await origin.signUp(),
  };
  const [channel] = (await accounts.owner.api.me()).channels;
  if (!channel) throw new Error('an account comes with a channel');
  const channelId = channel.channel_id;

  const person = (
    name: string,
    user: TestUser,
    more: Partial<Person> = {},
    role: 'viewer' | 'creator' = 'creator',
  ) => ({
    ...{ name, token: user.token, parts: [], isSuspended: false, scopes: null },
    actor: { userId: user.session.user.user_id, role },
    ...more,
  });
  const join = async (user: TestUser, role: 'manager' | 'editor') => {
    await origin.db
      .insert(channelMembers)
      .values({ channelId, userId: user.session.user.user_id, role, createdAt: new Date() });
    return user;
  };
  /** Signed in again, since reads go by the role in the token. */
  const appoint = async (role: 'viewer' | 'moderator' | 'admin') => {
    const user = await origin.signUp();
    const { user_id, username } = user.session.user;
    await origin.db.update(users).set({ role }).where(eq(users.id, user_id));
    const credentials = { email: `${username}@example.test`, password: 'correct horse' };
    const { access_token } = await createApiClient({ baseUrl: origin.url }).signIn(credentials);
    return { ...person(role, user), token: access_token, actor: { userId: user_id, role } };
  };
  const makeKey = async (name: string, scopes: ApiKeyScope[]) => {
    const body = { name, scopes };
    const made = await origin.request('POST', '/me/api-keys', { token: accounts.owner.token, body });
    const { key } = apiKeyCreatedSchema.parse(await made.json());
    return person(name, accounts.owner, { token: key, parts: ['owner'], scopes });
  };

  const suspended = await join(await origin.signUp(), 'manager');
  await origin.db.update(users).set({ suspendedAt: new Date() }).where(eq(users.id, suspended.session.user.user_id));
  const allScopes = Object.keys(apiKeyScopes) as ApiKeyScope[]; // Object.keys forgets the key type
  const keysWithout = new Map<ApiKeyScope, Person>();
  for (const scope of allScopes)
    keysWithout.set(
      scope,
      await makeKey(
        `an API key without ${scope}`,
        allScopes.filter((each) => each !== scope),
      ),
    );

  const people: Person[] = [
    { name: 'anonymous', token: null, actor: null, parts: [], isSuspended: false, scopes: null },
    await appoint('viewer'),
    person('another creator', accounts['another creator']),
    person('the owner', accounts.owner, { parts: ['owner'] }),
    person('a manager', await join(accounts.manager, 'manager'), { parts: ['manager'] }),
    person('an editor', await join(await origin.signUp(), 'editor'), { parts: ['editor'] }),
    await appoint('moderator'),
    await appoint('admin'),
    person('a suspended manager', suspended, { parts: ['manager'], isSuspended: true }),
    await makeKey('an API key with every scope', allScopes),
  ];
  return { people, keysWithout, accounts, channelId };
}
