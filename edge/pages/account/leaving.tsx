import type { FC } from 'hono/jsx';
import type { AccountLeaving } from '../../../shared/contracts/privacy.ts';
import { AccountFrame, Submit } from './frame.tsx';
import type { TokenProps } from './link-pages.tsx';

/** The end of a sign-in to an account that is about to be deleted. */
export const LeavingPage: FC<{ nonce: string; problem: string | null } & AccountLeaving> = (props) => (
  <AccountFrame title="This account is about to be deleted" problem={props.problem} nonce={props.nonce}>
    {props.challenge === null ? (
      <p>Its deletion has begun, and nothing can bring it back.</p>
    ) : (
      <>
        <p>
          It is locked, and it is deleted with everything in it on <strong>{props.due_at.slice(0, 10)}</strong>. To keep
          it, open the link in the mail that we sent you when its deletion was asked for.
        </p>
        <form method="post" action="/account/sign-in/leaving">
          <input type="hidden" name="challenge" value={props.challenge} />
          <input type="hidden" name="due_at" value={props.due_at} />
          <Submit>Send the mail again</Submit>
        </form>
      </>
    )}
  </AccountFrame>
);

export const KeepPage: FC<TokenProps> = ({ nonce, token, problem }) => (
  <AccountFrame title="Keep your account" problem={problem} nonce={nonce}>
    <p>
      Your account is about to be deleted. Keep it, and everything is as it was; only devices have to sign in again, and
      API keys have to be made anew.
    </p>
    <form method="post" action="/account/keep">
      <input type="hidden" name="token" value={token} />
      <Submit>Keep the account</Submit>
    </form>
  </AccountFrame>
);
