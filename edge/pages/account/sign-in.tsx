import type { FC } from 'hono/jsx';
import { AccountFrame, Field, Submit } from './frame.tsx';
import type { Form } from './read-form.ts';

export type FormProps = { nonce: string; form: Form; next: string; problem: string | null; wrong: readonly string[] };

const inNext = (path: string, next: string) => `${path}?next=${encodeURIComponent(next)}`;

export const SignInPage: FC<FormProps> = ({ nonce, form, next, problem, wrong }) => (
  <AccountFrame title="Sign in" problem={problem} nonce={nonce}>
    <form method="post" action="/account/sign-in" data-refresh={next}>
      <input type="hidden" name="next" value={next} />
      <Field
        name="email"
        label="E-mail"
        type="email"
        autocomplete="username"
        value={form.email}
        wrong={wrong.includes('email')}
      />
      <Field name="password" label="Password" type="password" autocomplete="current-password" />
      <Submit>Sign in</Submit>
    </form>
    <div class="row" id="ways-in" />
    <p class="links">
      <a href="/account/forgot-password">Forgot your password?</a>
      <a href={inNext('/account/sign-up', next)}>Make an account</a>
    </p>
  </AccountFrame>
);

/** The second step, for accounts with an authenticator app. */
export const CodePage: FC<FormProps & { challenge: string }> = ({ nonce, next, problem, challenge }) => (
  <AccountFrame title="One more step" problem={problem} nonce={nonce}>
    <p>Enter the six digits that your authenticator app shows, or one of your recovery codes.</p>
    <form method="post" action="/account/sign-in/code">
      <input type="hidden" name="next" value={next} />
      <input type="hidden" name="challenge" value={challenge} />
      <Field name="code" label="Code" autocomplete="one-time-code" />
      <Submit>Sign in</Submit>
    </form>
  </AccountFrame>
);

export const SignUpPage: FC<FormProps> = ({ nonce, form, next, problem, wrong }) => (
  <AccountFrame title="Make an account" problem={problem} nonce={nonce}>
    <form method="post" action="/account/sign-up">
      <input type="hidden" name="next" value={next} />
      <Field
        name="email"
        label="E-mail"
        type="email"
        autocomplete="email"
        value={form.email}
        wrong={wrong.includes('email')}
      />
      <Field
        name="username"
        label="Username"
        autocomplete="username"
        value={form.username}
        wrong={wrong.includes('username')}
        hint="3 to 30 lower-case letters, digits and _. It is the handle of your first channel, too."
      />
      <Field
        name="password"
        label="Password"
        type="password"
        autocomplete="new-password"
        minlength={8}
        wrong={wrong.includes('password')}
        hint="At least 8 characters. Several words are easier to remember and harder to guess."
      />
      <Field
        name="birth_date"
        label="Date of birth"
        type="date"
        autocomplete="bday"
        optional
        value={form.birth_date}
        wrong={wrong.includes('birth_date')}
        hint="Opens videos for viewers of 18 or older. Nobody else sees it."
      />
      <Submit>Make an account</Submit>
    </form>
    <p class="links">
      <a href={inNext('/account/sign-in', next)}>Sign in instead</a>
    </p>
  </AccountFrame>
);
