import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { Provider } from 'oidc-provider';
import { freePort } from './services.ts';

export type OpenidUser = { sub: string; email?: string; email_verified?: boolean; preferred_username?: string };
type Claims = Record<string, unknown>;
/** What the next ID token becomes; `sign` is the provider's own signature. */
export type Forge = (claims: Claims, sign: (claims: Claims) => Promise<string>, publicKey: JWK) => Promise<string>;

const client = { client_id: 'kinora', client_secret: 'a secret between the two' };

/** A real OpenID provider (oidc-provider) that lets in whoever `login_hint` names, else who was added last, and asks nothing. */
export async function startOpenidProvider(redirectUri: string) {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const users = new Map<string, OpenidUser>();
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256', use: 'sig' };
  let forge: Forge | null = null;
  let newest: string | null = null;

  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [redirectUri], token_endpoint_auth_method: 'client_secret_post' }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'test', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['only a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, sub) => {
      const user = users.get(sub);
      return user && { accountId: sub, claims: () => ({ ...user }) };
    },
    /** Consent is given. */
    async loadExistingGrant(context) {
      const { session, client: asking, provider: own } = context.oidc;
      if (!session?.accountId || !asking) return undefined;
      const grant = new own.Grant({ accountId: session.accountId, clientId: asking.clientId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, next) => {
    if (context.path.startsWith('/interaction/')) {
      const { params } = await provider.interactionDetails(context.req, context.res);
      const result = { login: { accountId: String(params.login_hint ?? newest) } };
      context.redirect(await provider.interactionResult(context.req, context.res, result));
      return;
    }
    await next();
    const body: unknown = context.body;
    if (forge === null || context.path !== '/token' || typeof body !== 'object' || body === null) return;
    if (!('id_token' in body) || typeof body.id_token !== 'string') return;
    const claims = JSON.parse(Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString()) as Claims; // ours
    const sign = (changed: Claims) =>
      new SignJWT(changed).setProtectedHeader({ alg: 'RS256', kid: 'test' }).sign(privateKey);
    context.body = { ...body, id_token: await forge(claims, sign, publicJwk) };
    forge = null;
  });
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => {
    server.listen(Number(new URL(issuer).port), '127.0.0.1', resolve);
  });

  return {
    issuer,
    ...client,
    addUser(user: OpenidUser): void {
      users.set(user.sub, user);
      newest = user.sub;
    },
    forgeNext(how: Forge): void {
      forge = how;
    },
    /** Goes where the browser of `sub` is sent, until it is sent back: the query it comes back with. */
    async visit(url: string, sub: string): Promise<URLSearchParams> {
      const cookies = new Map<string, string>();
      let next = new URL(url);
      next.searchParams.set('login_hint', sub);
      for (let hop = 0; hop < 10; hop++) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const response = await fetch(next, { redirect: 'manual', headers: { cookie } });
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          cookies.set(name, value);
        }
        const location = response.headers.get('location');
        if (location === null) throw new Error(`no way on: ${response.status} ${await response.text()}`);
        next = new URL(location, next);
        if (next.href.startsWith(redirectUri)) return next.searchParams;
      }
      throw new Error('the provider goes round in circles');
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
