import type { Child, FC } from 'hono/jsx';
import { assetPath } from '../assets.ts';
import { Layout } from '../layout.tsx';
import { Outcome } from '../outcome.tsx';
import { useSay } from '../visit.ts';

/** The frame of every page about an account: one column, a heading, and what went wrong in the form below it. */
export const AccountFrame: FC<{
  title: string;
  /** For people, when the form was refused. */
  problem?: string | null;
  /** Something was just done. */
  notice?: string | null;
  nonce: string;
  wide?: boolean;
  children?: Child;
}> = ({ title, problem, notice, nonce, wide, children }) => (
  <Layout
    title={`${title} · Kinora`}
    noIndex
    head={
      <>
        <link rel="stylesheet" href={assetPath('account.css')} />
        <script type="module" src={assetPath('account.js')} nonce={nonce} />
      </>
    }
  >
    <div class={wide ? 'account account-wide' : 'account'}>
      <h1>{title}</h1>
      <Outcome problem={problem} notice={notice} />
      {children}
    </div>
  </Layout>
);

export type FieldProps = {
  name: string;
  /** Where a page has several fields of one name. */
  id?: string;
  label: string;
  type?: 'text' | 'email' | 'password' | 'date';
  value?: string | undefined;
  hint?: string;
  autocomplete: string;
  optional?: boolean;
  /** The form was refused because of it. */
  wrong?: boolean | undefined;
  minlength?: number;
  inputmode?: 'numeric' | 'email';
};

/** A labelled field. What the browser checks is said again by the API, for which `wrong` stands. */
export const Field: FC<FieldProps> = ({ name, id = name, label, type = 'text', hint, optional, wrong, ...input }) => {
  const say = useSay();
  return (
    <div class="field">
      <label for={id}>
        {label}
        {optional ? <span class="quiet"> {say('common.optional')}</span> : null}
      </label>
      <input
        id={id}
        name={name}
        type={type}
        required={!optional}
        aria-invalid={wrong ? 'true' : undefined}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        autocapitalize="none"
        spellcheck={false}
        {...input}
      />
      {hint === undefined ? null : (
        <p class={wrong ? 'hint hint-wrong' : 'hint'} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
};

/** What is wrong with the fields of a proof, for people. */
export type WrongProof = { password?: string; code?: string };

/** What proves that it is the person themselves; `id` tells the fields of several forms apart. */
export const ProofFields: FC<{
  id: string;
  hasPassword: boolean;
  hasSecondFactor: boolean;
  codeLabel?: string;
  wrong?: WrongProof;
}> = (props) => {
  const say = useSay();
  const told = (hint: string | undefined) => (hint === undefined ? {} : { hint, wrong: true });
  return (
    <>
      {props.hasPassword ? (
        <Field
          name="password"
          id={`${props.id}-password`}
          label={say('account.password')}
          type="password"
          autocomplete="current-password"
          {...told(props.wrong?.password)}
        />
      ) : null}
      {props.hasSecondFactor ? (
        <Field
          name="code"
          id={`${props.id}-code`}
          label={props.codeLabel ?? say('account.code_or_recovery')}
          autocomplete="one-time-code"
          {...told(props.wrong?.code)}
        />
      ) : null}
    </>
  );
};

export const Submit: FC<{ children?: Child; quiet?: boolean; label?: string }> = ({ children, quiet, label }) => (
  <button type="submit" aria-label={label} class={quiet ? 'button button-quiet' : 'button'}>
    {children}
  </button>
);

/** A page that says how something ended, and where to go from there. */
export const DonePage: FC<{ title: string; text: string; link: { href: string; label: string }; nonce: string }> = (
  props,
) => (
  <AccountFrame title={props.title} nonce={props.nonce}>
    <p>{props.text}</p>
    <p>
      <a class="button" href={props.link.href}>
        {props.link.label}
      </a>
    </p>
  </AccountFrame>
);
