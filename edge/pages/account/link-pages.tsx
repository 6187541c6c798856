import type { FC } from 'hono/jsx';
import { useSay, useSayParts } from '../visit.ts';
import { AccountFrame, Field, Submit } from './frame.tsx';
import type { FormProps } from './sign-in.tsx';

export type TokenProps = { nonce: string; token: string; problem: string | null };

/** Opening the link changes nothing: mail scanners open links too. */
export const VerifyEmailPage: FC<TokenProps> = ({ nonce, token, problem }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.confirm_email')} problem={problem} nonce={nonce}>
      <form method="post" action="/account/verify-email">
        <input type="hidden" name="token" value={token} />
        <Submit>{say('account.confirm')}</Submit>
      </form>
    </AccountFrame>
  );
};

export const ForgotPasswordPage: FC<FormProps> = ({ nonce, form, problem, wrong }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.forgot')} problem={problem} nonce={nonce}>
      <p>{say('account.forgot_text')}</p>
      <form method="post" action="/account/forgot-password">
        <Field
          name="email"
          label={say('account.email')}
          type="email"
          autocomplete="username"
          value={form.email}
          wrong={wrong.includes('email')}
        />
        <Submit>{say('account.send_link')}</Submit>
      </form>
    </AccountFrame>
  );
};

export const ResetPasswordPage: FC<TokenProps & { wrong?: readonly string[] }> = ({ nonce, token, problem, wrong }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.choose_password')} problem={problem} nonce={nonce}>
      <form method="post" action="/account/reset-password">
        <input type="hidden" name="token" value={token} />
        <Field
          name="password"
          label={say('account.new_password')}
          type="password"
          autocomplete="new-password"
          minlength={8}
          wrong={wrong?.includes('password')}
          hint={say('account.new_password_hint')}
        />
        <Submit>{say('account.set_password')}</Submit>
      </form>
    </AccountFrame>
  );
};

export const BecomeAdminPage: FC<TokenProps & { username: string }> = ({ nonce, token, problem, username }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.become_admin')} problem={problem} nonce={nonce}>
      <p>{useSayParts()('account.become_admin_text', { name: <strong dir="ltr">@{username}</strong> })}</p>
      <form method="post" action="/account/become-admin">
        <input type="hidden" name="token" value={token} />
        <Submit>{say('account.become_admin')}</Submit>
      </form>
    </AccountFrame>
  );
};

/** The token stays in the address that the form is sent to, where mail programs find it, too. */
export const UnsubscribePage: FC<TokenProps> = ({ nonce, token, problem }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('mails.stop_title')} problem={problem} nonce={nonce}>
      <p>{say('mails.stop_text')}</p>
      <form method="post" action={`/account/unsubscribe?token=${encodeURIComponent(token)}`}>
        <Submit>{say('mails.stop_button')}</Submit>
      </form>
    </AccountFrame>
  );
};
