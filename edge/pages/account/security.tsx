import type { FC } from 'hono/jsx';
import type { DeviceSession, Me } from '../../../shared/contracts/auth.ts';
import type { Identity, WaysIn } from '../../../shared/contracts/openid.ts';
import type { Passkey } from '../../../shared/contracts/passkeys.ts';
import { useSay, useSayParts } from '../visit.ts';
import { DeviceSection } from './devices.tsx';
import { AccountFrame, Field, Submit } from './frame.tsx';
import { IdentitySection } from './identities.tsx';
import { PasskeySection } from './passkeys.tsx';

export type SecurityProps = {
  nonce: string;
  me: Me;
  devices: readonly DeviceSession[];
  passkeys: readonly Passkey[];
  identities: readonly Identity[];
  providers: WaysIn['providers'];
  nowMs: number;
  problem: string | null;
  /** The fields of the form that was refused. */
  wrong: readonly string[];
  /** Something was just done. */
  notice: string | null;
};

export const SecurityPage: FC<SecurityProps> = (props) => {
  const { nonce, me, devices, passkeys, nowMs, problem, wrong, notice, ...more } = props;
  const say = useSay();
  const sayParts = useSayParts();
  return (
    <AccountFrame title={say('account.your_account')} problem={problem} notice={notice} nonce={nonce} wide>
      <section aria-labelledby="you">
        <h2 id="you">
          <bdi>@{me.username}</bdi>
        </h2>
        <p class="quiet">
          {say(me.email_verified ? 'account.email_confirmed' : 'account.email_unconfirmed', { email: me.email })}
        </p>
        <div class="row">
          {me.email_verified ? null : (
            <form method="post" action="/account/send-confirmation">
              <Submit quiet>{say('account.mail_again')}</Submit>
            </form>
          )}
          <form method="post" action="/account/sign-out">
            <Submit quiet>{say('account.sign_out')}</Submit>
          </form>
          <a class="button button-quiet" href="/studio">
            {say('studio.navigation')}
          </a>
          {me.role === 'admin' ? (
            <a class="button button-quiet" href="/admin">
              {say('admin.navigation')}
            </a>
          ) : null}
          {me.role === 'moderator' ? (
            <a class="button button-quiet" href="/moderation">
              {say('admin.reports')}
            </a>
          ) : null}
        </div>
      </section>
      <DeviceSection devices={devices} nowMs={nowMs} />
      <PasskeySection passkeys={passkeys} hasPassword={me.has_password} nowMs={nowMs} />
      <IdentitySection {...more} hasPassword={me.has_password} nowMs={nowMs} />
      <section aria-labelledby="second-factor">
        <h2 id="second-factor">{say('account.second_factor')}</h2>
        <p>
          {sayParts('account.second_factor_text', {
            link: <a href="/account/second-factor">{say('account.second_factor_change')}</a>,
          })}
        </p>
      </section>
      <section aria-labelledby="password">
        <h2 id="password">{say('account.change_password')}</h2>
        {me.has_password ? (
          <form method="post" action="/account/password">
            <Field
              name="current_password"
              label={say('account.password_now')}
              type="password"
              autocomplete="current-password"
              wrong={wrong.includes('current_password')}
            />
            <Field
              name="new_password"
              label={say('account.new_password')}
              type="password"
              autocomplete="new-password"
              minlength={8}
              hint={say('account.change_password_hint')}
              wrong={wrong.includes('new_password')}
            />
            <Submit>{say('account.change')}</Submit>
          </form>
        ) : (
          <p>
            {sayParts('account.no_password', {
              link: <a href="/account/forgot-password">{say('account.password_by_mail')}</a>,
            })}
          </p>
        )}
      </section>
      <section aria-labelledby="notifications">
        <h2 id="notifications">{say('notifications.title')}</h2>
        <p>
          <a href="/studio/notifications">{say('account.notifications_link')}</a>
        </p>
      </section>
      <section aria-labelledby="data">
        <h2 id="data">{say('account.your_data')}</h2>
        <p>
          <a href="/account/data">{say('account.your_data_link')}</a>
        </p>
      </section>
    </AccountFrame>
  );
};
