import type { FC } from 'hono/jsx';
import type { Passkey } from '../../../shared/contracts/passkeys.ts';
import { useFormats, useSay } from '../visit.ts';
import { Field, ProofFields, Submit } from './frame.tsx';

/** The passkeys of an account; a script makes new ones. */
export const PasskeySection: FC<{ passkeys: readonly Passkey[]; hasPassword: boolean; nowMs: number }> = (props) => {
  const say = useSay();
  const { age } = useFormats();
  const lastUse = ({ last_used_at: at }: Passkey) =>
    at === null ? say('account.never_used') : say('account.last_used', { age: age(Date.parse(at), props.nowMs) });
  return (
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">{say('account.passkeys')}</h2>
      <p>{say('account.passkeys_text')}</p>
      <ul class="devices">
        {props.passkeys.map((passkey) => (
          <li>
            <div>
              <p>
                <bdi>{passkey.name}</bdi>
              </p>
              <p class="quiet">{lastUse(passkey)}</p>
            </div>
            <form method="post" action="/account/remove-passkey">
              <input type="hidden" name="passkey_id" value={passkey.passkey_id} />
              <Submit quiet label={say('account.remove_named', { name: passkey.name })}>
                {say('account.remove')}
              </Submit>
            </form>
          </li>
        ))}
      </ul>
      <form id="add-passkey" hidden>
        <Field name="name" id="passkey-name" label={say('account.passkey_name')} autocomplete="off" optional />
        <ProofFields id="passkey" hasPassword={props.hasPassword} hasSecondFactor={false} />
        <Submit quiet>{say('account.add_passkey')}</Submit>
      </form>
      <noscript>
        <p class="quiet">{say('account.passkey_needs_script')}</p>
      </noscript>
    </section>
  );
};
