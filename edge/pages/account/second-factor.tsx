import type { FC } from 'hono/jsx';
import type { Enrolment, SecondFactor } from '../../../shared/contracts/second-factor.ts';
import { useSay, useSayParts } from '../visit.ts';
import { AccountFrame, Field, ProofFields, Submit } from './frame.tsx';
import { QrCode } from './qr-code.tsx';

type Props = { nonce: string; problem: string | null };

/** On or off, and how to change that. */
export const SecondFactorPage: FC<Props & { state: SecondFactor; hasPassword: boolean }> = ({
  nonce,
  problem,
  state,
  hasPassword,
}) => {
  const say = useSay();
  return state.enabled ? (
    <AccountFrame title={say('account.second_factor_on')} problem={problem} nonce={nonce}>
      <p>{say('account.codes_left', { count: state.recovery_codes_left })}</p>
      <section aria-labelledby="codes">
        <h2 id="codes">{say('account.new_codes')}</h2>
        <form method="post" action="/account/second-factor/recovery-codes">
          <ProofFields id="codes" {...{ hasPassword, hasSecondFactor: true, codeLabel: say('account.code_of_app') }} />
          <Submit quiet>{say('account.make_codes')}</Submit>
        </form>
      </section>
      <section aria-labelledby="off">
        <h2 id="off">{say('account.turn_it_off')}</h2>
        <form method="post" action="/account/second-factor/turn-off">
          <ProofFields id="off" {...{ hasPassword, hasSecondFactor: true }} />
          <Submit quiet>{say('account.turn_off')}</Submit>
        </form>
      </section>
    </AccountFrame>
  ) : (
    <AccountFrame title={say('account.second_factor')} problem={problem} nonce={nonce}>
      <p>{say('account.second_factor_offer')}</p>
      <form method="post" action="/account/second-factor/enrol">
        <ProofFields id="enrol" {...{ hasPassword, hasSecondFactor: false }} />
        <Submit>{say('account.begin')}</Submit>
      </form>
    </AccountFrame>
  );
};

export const EnrolPage: FC<Props & { enrolment: Enrolment }> = ({ nonce, problem, enrolment }) => {
  const say = useSay();
  const sayParts = useSayParts();
  return (
    <AccountFrame title={say('account.add_to_app')} problem={problem} nonce={nonce}>
      <p>{say('account.point_camera')}</p>
      <QrCode text={enrolment.uri} label={say('account.qr_code')} />
      <p>{sayParts('account.or_type', { link: <a href={enrolment.uri}>{say('account.open_in_app')}</a> })}</p>
      <p class="secret" dir="ltr">
        {enrolment.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}
      </p>
      <form method="post" action="/account/second-factor/confirm">
        <input type="hidden" name="secret" value={enrolment.secret} />
        <input type="hidden" name="uri" value={enrolment.uri} />
        <Field name="code" label={say('account.six_digits')} autocomplete="one-time-code" inputmode="numeric" />
        <Submit>{say('account.turn_on')}</Submit>
      </form>
    </AccountFrame>
  );
};

export const RecoveryCodesPage: FC<{ nonce: string; codes: readonly string[] }> = ({ nonce, codes }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.your_codes')} nonce={nonce}>
      <p>{say('account.your_codes_text')}</p>
      <ul class="codes" dir="ltr">
        {codes.map((code) => (
          <li>{code}</li>
        ))}
      </ul>
      <p>
        <a class="button" href="/account">
          {say('account.codes_written_down')}
        </a>
      </p>
    </AccountFrame>
  );
};
