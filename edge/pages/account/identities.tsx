import type { FC } from 'hono/jsx';
import type { Identity, WaysIn } from '../../../shared/contracts/openid.ts';
import { useFormats, useSay } from '../visit.ts';
import { AccountFrame, ProofFields, Submit } from './frame.tsx';

/** The accounts elsewhere that sign in to this one, and those that could. */
export const IdentitySection: FC<{
  identities: readonly Identity[];
  providers: WaysIn['providers'];
  hasPassword: boolean;
  nowMs: number;
}> = ({ identities, providers, hasPassword, nowMs }) => {
  const say = useSay();
  const { age } = useFormats();
  if (identities.length === 0 && providers.length === 0) return null;
  const nameOf = ({ provider_id, issuer }: Identity) =>
    providers.find((provider) => provider.provider_id === provider_id)?.label ?? new URL(issuer).host;
  return (
    <section aria-labelledby="elsewhere">
      <h2 id="elsewhere">{say('account.elsewhere')}</h2>
      <p>{say('account.elsewhere_text')}</p>
      <ul class="devices">
        {identities.map((identity) => (
          <li>
            <div>
              <p>
                <bdi>
                  {nameOf(identity)}
                  {identity.email === null ? '' : ` · ${identity.email}`}
                </bdi>
              </p>
              <p class="quiet">{say('account.last_used', { age: age(Date.parse(identity.last_used_at), nowMs) })}</p>
            </div>
            <form method="post" action="/account/unlink-identity">
              <input type="hidden" name="identity_id" value={identity.identity_id} />
              <Submit
                quiet
                label={say('account.unlink_named', {
                  name: [nameOf(identity), identity.email].filter((each) => each !== null).join(' '),
                })}
              >
                {say('account.unlink')}
              </Submit>
            </form>
          </li>
        ))}
      </ul>
      {providers.map(({ provider_id, label }) => (
        <form method="post" action="/account/link-identity" class="apart">
          <input type="hidden" name="provider_id" value={provider_id} />
          <ProofFields id={`link-${provider_id}`} hasPassword={hasPassword} hasSecondFactor={false} />
          <Submit quiet>{say('account.link_named', { name: label })}</Submit>
        </form>
      ))}
    </section>
  );
};

/** On the way to a provider: a form may not lead to another host (`form-action`), a link may. */
export const GoOnPage: FC<{ url: string; label: string; nonce: string }> = ({ url, label, nonce }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.go_on_at', { name: label })} nonce={nonce}>
      <p>{say('account.go_on_text')}</p>
      <p>
        <a class="button" href={url} rel="noreferrer" data-go-on>
          {say('account.go_on')}
        </a>
      </p>
    </AccountFrame>
  );
};
