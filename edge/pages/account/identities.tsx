import type { FC } from 'hono/jsx';
import type { Identity, WaysIn } from '../../../shared/contracts/openid.ts';
import { formatAge } from '../format.ts';
import { AccountFrame, ProofFields, Submit } from './frame.tsx';

/** The accounts elsewhere that sign in to this one, and those that could. */
export const IdentitySection: FC<{
  identities: readonly Identity[];
  providers: WaysIn['providers'];
  hasPassword: boolean;
  nowMs: number;
}> = ({ identities, providers, hasPassword, nowMs }) => {
  if (identities.length === 0 && providers.length === 0) return null;
  const nameOf = ({ provider_id, issuer }: Identity) =>
    providers.find((provider) => provider.provider_id === provider_id)?.label ?? new URL(issuer).host;
  return (
    <section aria-labelledby="elsewhere">
      <h2 id="elsewhere">Accounts elsewhere</h2>
      <p>Sign in with an account that you have at another site.</p>
      <ul class="devices">
        {identities.map((identity) => (
          <li>
            <div>
              <p>
                {nameOf(identity)}
                {identity.email === null ? '' : ` · ${identity.email}`}
              </p>
              <p class="quiet">last used {formatAge(Date.parse(identity.last_used_at), nowMs)}</p>
            </div>
            <form method="post" action="/account/unlink-identity">
              <input type="hidden" name="identity_id" value={identity.identity_id} />
              <Submit quiet label={`Unlink ${nameOf(identity)}${identity.email === null ? '' : ` ${identity.email}`}`}>
                Unlink
              </Submit>
            </form>
          </li>
        ))}
      </ul>
      {providers.map(({ provider_id, label }) => (
        <form method="post" action="/account/link-identity" class="apart">
          <input type="hidden" name="provider_id" value={provider_id} />
          <ProofFields id={`link-${provider_id}`} hasPassword={hasPassword} hasSecondFactor={false} />
          <Submit quiet>Link {label}</Submit>
        </form>
      ))}
    </section>
  );
};

/** On the way to a provider: a form may not lead to another host (`form-action`), a link may. */
export const GoOnPage: FC<{ url: string; label: string; nonce: string }> = ({ url, label, nonce }) => (
  <AccountFrame title={`Go on at ${label}`} nonce={nonce}>
    <p>Sign in there; you come back to your account then.</p>
    <p>
      <a class="button" href={url} rel="noreferrer" data-go-on>
        Go on
      </a>
    </p>
  </AccountFrame>
);
