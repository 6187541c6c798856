import { AppError } from '../../../shared/errors.ts';
import type { LinkDeps } from '../links/deps.ts';
import { createOpenidClient, type OpenidClient } from './client.ts';
import type { OpenidProvider } from './config.ts';
import type { IdentityStore } from './store.ts';

export type OpenidClients = readonly OpenidClient[];
export type OpenidDeps = LinkDeps & { identities: IdentityStore; openidClients: OpenidClients };

export function createOpenidClients(
  providers: readonly OpenidProvider[],
  deps: { publicUrl: string; clock: () => Date },
): OpenidClients {
  return providers.map((provider) =>
    createOpenidClient(provider, `${deps.publicUrl}/api/v1/auth/openid/${provider.id}/callback`, deps.clock),
  );
}

/** Throws `not_found`. */
export function requireClient(deps: Pick<OpenidDeps, 'openidClients'>, providerId: string): OpenidClient {
  const client = deps.openidClients.find(({ id }) => id === providerId);
  if (!client) throw new AppError('not_found', 'there is no such provider here');
  return client;
}
