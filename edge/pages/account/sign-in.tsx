import type { FC } from 'hono/jsx';
import type { WaysIn } from '../../../shared/contracts/openid.ts';
import { Messages } from '../messages.tsx';
import { useSay, useVisit } from '../visit.ts';
import { AccountFrame, Field, Submit } from './frame.tsx';
import type { Form } from './read-form.ts';

export type FormProps = { nonce: string; form: Form; next: string; problem: string | null; wrong: readonly string[] };

const inNext = (path: string, next: string) => `${path}?next=${encodeURIComponent(next)}`;

export const SignInPage: FC<FormProps & { ways: WaysIn }> = ({ nonce, form, next, problem, wrong, ways }) => {
  const say = useSay();
  const { signedIn } = useVisit();
  return (
    <AccountFrame title={say('account.sign_in')} problem={problem} nonce={nonce}>
      <form method="post" action="/account/sign-in" data-next={next} data-refresh={signedIn ? '' : undefined}>
        <input type="hidden" name="next" value={next} />
        <Field
          name="email"
          label={say('account.email')}
          type="email"
          autocomplete="username"
          value={form.email}
          wrong={wrong.includes('email')}
        />
        <Field name="password" label={say('account.password')} type="password" autocomplete="current-password" />
        <Submit>{say('account.sign_in')}</Submit>
      </form>
      <div class="row" id="ways-in" data-passkeys={ways.passkeys ? '' : undefined}>
        {ways.providers.map(({ provider_id, label }) => (
          <form method="post" action="/account/sign-in/elsewhere">
            <input type="hidden" name="provider_id" value={provider_id} />
            <input type="hidden" name="next" value={next} />
            <Submit quiet>{say('ways_in.continue_with', { name: label })}</Submit>
          </form>
        ))}
      </div>
      <p class="links">
        <a href="/account/forgot-password">{say('account.forgot')}</a>
        <a href={inNext('/account/sign-up', next)}>{say('account.sign_up')}</a>
      </p>
      <Messages areas={['ways_in']} />
    </AccountFrame>
  );
};

/** The second step, for accounts with an authenticator app. */
export const CodePage: FC<FormProps & { challenge: string }> = ({ nonce, next, problem, challenge }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.one_more_step')} problem={problem} nonce={nonce}>
      <p>{say('account.code_text')}</p>
      <form method="post" action="/account/sign-in/code">
        <input type="hidden" name="next" value={next} />
        <input type="hidden" name="challenge" value={challenge} />
        <Field name="code" label={say('account.code')} autocomplete="one-time-code" />
        <Submit>{say('account.sign_in')}</Submit>
      </form>
    </AccountFrame>
  );
};

export const SignUpPage: FC<FormProps> = ({ nonce, form, next, problem, wrong }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.sign_up')} problem={problem} nonce={nonce}>
      <form method="post" action="/account/sign-up">
        <input type="hidden" name="next" value={next} />
        <Field
          name="email"
          label={say('account.email')}
          type="email"
          autocomplete="email"
          value={form.email}
          wrong={wrong.includes('email')}
        />
        <Field
          name="username"
          label={say('account.username')}
          autocomplete="username"
          value={form.username}
          wrong={wrong.includes('username')}
          hint={say('account.username_hint')}
        />
        <Field
          name="password"
          label={say('account.password')}
          type="password"
          autocomplete="new-password"
          minlength={8}
          wrong={wrong.includes('password')}
          hint={say('account.password_hint')}
        />
        <Field
          name="birth_date"
          label={say('account.birth_date')}
          type="date"
          autocomplete="bday"
          optional
          value={form.birth_date}
          wrong={wrong.includes('birth_date')}
          hint={say('account.birth_date_hint')}
        />
        <Submit>{say('account.sign_up')}</Submit>
      </form>
      <p class="links">
        <a href={inNext('/account/sign-in', next)}>{say('account.sign_in_instead')}</a>
      </p>
    </AccountFrame>
  );
};
