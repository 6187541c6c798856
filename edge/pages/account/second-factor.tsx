import type { FC } from 'hono/jsx';
import type { Enrolment, SecondFactor } from '../../../shared/contracts/second-factor.ts';
import { AccountFrame, Field, ProofFields, Submit } from './frame.tsx';
import { QrCode } from './qr-code.tsx';

type Props = { nonce: string; problem: string | null };

/** On or off, and how to change that. */
export const SecondFactorPage: FC<Props & { state: SecondFactor; hasPassword: boolean }> = ({
  nonce,
  problem,
  state,
  hasPassword,
}) =>
  state.enabled ? (
    <AccountFrame title="Two-step sign-in is on" problem={problem} nonce={nonce}>
      <p>You have {state.recovery_codes_left} recovery codes left.</p>
      <section aria-labelledby="codes">
        <h2 id="codes">New recovery codes</h2>
        <form method="post" action="/account/second-factor/recovery-codes">
          <ProofFields id="codes" {...{ hasPassword, hasSecondFactor: true, codeLabel: 'Code of the app' }} />
          <Submit quiet>Make ten new codes</Submit>
        </form>
      </section>
      <section aria-labelledby="off">
        <h2 id="off">Turn it off</h2>
        <form method="post" action="/account/second-factor/turn-off">
          <ProofFields id="off" {...{ hasPassword, hasSecondFactor: true }} />
          <Submit quiet>Turn off</Submit>
        </form>
      </section>
    </AccountFrame>
  ) : (
    <AccountFrame title="Two-step sign-in" problem={problem} nonce={nonce}>
      <p>
        With an authenticator app on your phone, your password alone no longer opens your account. You need the app, or
        a recovery code, at each sign-in.
      </p>
      <form method="post" action="/account/second-factor/enrol">
        <ProofFields id="enrol" {...{ hasPassword, hasSecondFactor: false }} />
        <Submit>Begin</Submit>
      </form>
    </AccountFrame>
  );

export const EnrolPage: FC<Props & { enrolment: Enrolment }> = ({ nonce, problem, enrolment }) => (
  <AccountFrame title="Add Kinora to your app" problem={problem} nonce={nonce}>
    <p>Point the camera of the app at this:</p>
    <QrCode text={enrolment.uri} label="QR code for your authenticator app" />
    <p>
      On your phone, <a href={enrolment.uri}>open it in the app</a>. Or choose “enter a key” in the app and type:
    </p>
    <p class="secret">{enrolment.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</p>
    <form method="post" action="/account/second-factor/confirm">
      <input type="hidden" name="secret" value={enrolment.secret} />
      <input type="hidden" name="uri" value={enrolment.uri} />
      <Field name="code" label="The six digits that it shows now" autocomplete="one-time-code" inputmode="numeric" />
      <Submit>Turn on</Submit>
    </form>
  </AccountFrame>
);

export const RecoveryCodesPage: FC<{ nonce: string; codes: readonly string[] }> = ({ nonce, codes }) => (
  <AccountFrame title="Your recovery codes" nonce={nonce}>
    <p>Keep them where you find them without your phone. Each works once. They are shown this one time.</p>
    <ul class="codes">
      {codes.map((code) => (
        <li>{code}</li>
      ))}
    </ul>
    <p>
      <a class="button" href="/account">
        I have written them down
      </a>
    </p>
  </AccountFrame>
);
