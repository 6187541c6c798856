import type { FC } from 'hono/jsx';
import type { DeviceSession, Me } from '../../../shared/contracts/auth.ts';
import type { Identity, WaysIn } from '../../../shared/contracts/openid.ts';
import type { Passkey } from '../../../shared/contracts/passkeys.ts';
import { formatAge } from '../format.ts';
import { AccountFrame, Field, ProofFields, Submit } from './frame.tsx';
import { IdentitySection } from './identities.tsx';

export type SecurityProps = {
  nonce: string;
  me: Me;
  devices: readonly DeviceSession[];
  passkeys: readonly Passkey[];
  identities: readonly Identity[];
  providers: WaysIn['providers'];
  nowMs: number;
  problem: string | null;
  /** Something was just done. */
  notice: string | null;
};

export const SecurityPage: FC<SecurityProps> = ({ nonce, me, devices, passkeys, nowMs, problem, notice, ...more }) => (
  <AccountFrame title="Your account" problem={problem} notice={notice} nonce={nonce} wide>
    <section aria-labelledby="you">
      <h2 id="you">@{me.username}</h2>
      <p class="quiet">
        {me.email}
        {me.email_verified ? ' · confirmed' : ' · not confirmed yet'}
      </p>
      <div class="row">
        {me.email_verified ? null : (
          <form method="post" action="/account/send-confirmation">
            <Submit quiet>Send the mail again</Submit>
          </form>
        )}
        <form method="post" action="/account/sign-out">
          <Submit quiet>Sign out</Submit>
        </form>
      </div>
    </section>
    <section aria-labelledby="devices">
      <h2 id="devices">Where you are signed in</h2>
      <ul class="devices">
        {devices.map((device) => (
          <li>
            <div>
              <p>
                {nameOf(device.user_agent)}
                {device.current ? <span class="tag">this device</span> : null}
              </p>
              <p class="quiet">
                {device.address === null ? '' : `${device.address} · `}
                last used {formatAge(Date.parse(device.last_used_at), nowMs)}
              </p>
            </div>
            {device.current ? null : (
              <form method="post" action="/account/sign-out-device">
                <input type="hidden" name="session_id" value={device.session_id} />
                <Submit quiet label={`Sign out ${nameOf(device.user_agent)}`}>
                  Sign out
                </Submit>
              </form>
            )}
          </li>
        ))}
      </ul>
      <form method="post" action="/account/sign-out-everywhere">
        <Submit quiet>Sign out everywhere</Submit>
      </form>
    </section>
    <section aria-labelledby="passkeys">
      <h2 id="passkeys">Passkeys</h2>
      <p>Sign in with your fingerprint, face or a security key instead of your password.</p>
      <ul class="devices">
        {passkeys.map((passkey) => (
          <li>
            <div>
              <p>{passkey.name}</p>
              <p class="quiet">
                {passkey.last_used_at === null
                  ? 'never used'
                  : `last used ${formatAge(Date.parse(passkey.last_used_at), nowMs)}`}
              </p>
            </div>
            <form method="post" action="/account/remove-passkey">
              <input type="hidden" name="passkey_id" value={passkey.passkey_id} />
              <Submit quiet label={`Remove ${passkey.name}`}>
                Remove
              </Submit>
            </form>
          </li>
        ))}
      </ul>
      <form id="add-passkey" hidden>
        <Field name="name" id="passkey-name" label="Name" autocomplete="off" optional />
        <ProofFields id="passkey" hasPassword={me.has_password} hasSecondFactor={false} />
        <Submit quiet>Add a passkey</Submit>
      </form>
      <noscript>
        <p class="quiet">To add one, turn JavaScript on.</p>
      </noscript>
    </section>
    <IdentitySection {...more} hasPassword={me.has_password} nowMs={nowMs} />
    <section aria-labelledby="second-factor">
      <h2 id="second-factor">Two-step sign-in</h2>
      <p>
        Ask for a code of an app on your phone, too. <a href="/account/second-factor">Set it up or change it</a>
      </p>
    </section>
    <section aria-labelledby="password">
      <h2 id="password">Change the password</h2>
      {me.has_password ? (
        <form method="post" action="/account/password">
          <Field name="current_password" label="Password now" type="password" autocomplete="current-password" />
          <Field
            name="new_password"
            label="New password"
            type="password"
            autocomplete="new-password"
            minlength={8}
            hint="At least 8 characters. All other devices are signed out."
          />
          <Submit>Change</Submit>
        </form>
      ) : (
        <p>
          You have none yet. <a href="/account/forgot-password">Choose one by mail</a>
        </p>
      )}
    </section>
    <section aria-labelledby="data">
      <h2 id="data">Your data</h2>
      <p>
        <a href="/account/data">Download everything, or delete your account</a>
      </p>
    </section>
  </AccountFrame>
);

const systems: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
];
const browsers: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

/** Good enough to tell one's own devices apart; the rest of the string helps nobody. */
function nameOf(userAgent: string | null): string {
  if (userAgent === null) return 'Unknown device';
  const find = (names: [RegExp, string][]) => names.find(([pattern]) => pattern.test(userAgent))?.[1];
  const [browser, system] = [find(browsers), find(systems)];
  if (browser === undefined) return userAgent.slice(0, 40);
  return system === undefined ? browser : `${browser} on ${system}`;
}
