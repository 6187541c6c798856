import { type ApiClient, createApiClient } from '../../shared/client/api-client.ts';
import { Failure } from '../failure.ts';
import { findRunning } from '../supervisor/run-file.ts';
import { readSettings } from '../supervisor/settings.ts';
import { ask } from '../terminal/ask.ts';
import { exitCodes } from './explain-error.ts';
import { retry } from './retry.ts';
import { createSessionClient } from './session-client.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The public host to speak to: `--host`, else KINORA_PUBLIC_URL, else the installation that runs on this machine. */
export function findHost(option: string | undefined, env: Environment): string {
  const named = option ?? (env.KINORA_PUBLIC_URL || findRunning(readSettings(env).dataDir)?.publicUrl);
  if (named === undefined)
    throw new Failure('host_unknown', 'no server runs on this machine; name one with --host https://…', {
      exitCode: 2,
    });
  const url = URL.parse(named);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Failure('usage', `"${named}" is no http or https address`, { exitCode: 2 });
  return named.replace(/\/+$/, '');
}

/**
 * A client that is signed in: with a key (an API key or an access token, sent as a bearer token), else with e-mail and
 * password out of the environment, else with those typed at the terminal. Rejects with a `Failure` when there is none.
 */
export async function openClient(
  baseUrl: string,
  credentials: { key: string | undefined; env: Environment; signal: AbortSignal },
): Promise<ApiClient> {
  const { env, signal } = credentials;
  const key = credentials.key ?? (env.KINORA_API_KEY || undefined);
  if (key !== undefined) return createApiClient({ baseUrl, accessToken: key });
  const email = env.KINORA_EMAIL || (await typed('e-mail: '));
  const password = env.KINORA_PASSWORD || (await typed('password: ', { secret: true }));
  const anonymous = createApiClient({ baseUrl });
  const session = await retry(() => anonymous.signIn({ email, password }), { patienceMs: 20_000, signal });
  return createSessionClient(baseUrl, session);
}

function typed(question: string, options?: { secret: boolean }): Promise<string> {
  if (process.stdin.isTTY && process.stderr.isTTY) return ask(question, options);
  throw new Failure('unauthenticated', 'set KINORA_API_KEY, or KINORA_EMAIL and KINORA_PASSWORD', {
    exitCode: exitCodes.credentials,
  });
}
