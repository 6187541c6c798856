import type { FC } from 'hono/jsx';
import { AccountFrame, Field, Submit } from './frame.tsx';
import type { FormProps } from './sign-in.tsx';

export type TokenProps = { nonce: string; token: string; problem: string | null };

/** Opening the link changes nothing: mail scanners open links too. */
export const VerifyEmailPage: FC<TokenProps> = ({ nonce, token, problem }) => (
  <AccountFrame title="Confirm your e-mail address" problem={problem} nonce={nonce}>
    <form method="post" action="/account/verify-email">
      <input type="hidden" name="token" value={token} />
      <Submit>Confirm</Submit>
    </form>
  </AccountFrame>
);

export const ForgotPasswordPage: FC<FormProps> = ({ nonce, form, problem, wrong }) => (
  <AccountFrame title="Forgot your password?" problem={problem} nonce={nonce}>
    <p>We send a link to choose another one, if there is an account with this address.</p>
    <form method="post" action="/account/forgot-password">
      <Field
        name="email"
        label="E-mail"
        type="email"
        autocomplete="username"
        value={form.email}
        wrong={wrong.includes('email')}
      />
      <Submit>Send the link</Submit>
    </form>
  </AccountFrame>
);

export const ResetPasswordPage: FC<TokenProps & { wrong: readonly string[] }> = ({ nonce, token, problem, wrong }) => (
  <AccountFrame title="Choose a password" problem={problem} nonce={nonce}>
    <form method="post" action="/account/reset-password">
      <input type="hidden" name="token" value={token} />
      <Field
        name="password"
        label="New password"
        type="password"
        autocomplete="new-password"
        minlength={8}
        wrong={wrong.includes('password')}
        hint="At least 8 characters. All devices are signed out."
      />
      <Submit>Set the password</Submit>
    </form>
  </AccountFrame>
);

export const BecomeAdminPage: FC<TokenProps & { username: string }> = ({ nonce, token, problem, username }) => (
  <AccountFrame title="Become an admin" problem={problem} nonce={nonce}>
    <p>
      <strong>@{username}</strong> will be an admin of this installation. The link works once.
    </p>
    <form method="post" action="/account/become-admin">
      <input type="hidden" name="token" value={token} />
      <Submit>Become an admin</Submit>
    </form>
  </AccountFrame>
);
