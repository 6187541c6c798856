import type { FC } from 'hono/jsx';
import type { AccountLeaving } from '../../../shared/contracts/privacy.ts';
import { useSay, useSayParts } from '../visit.ts';
import { useDay } from './day.ts';
import { AccountFrame, DonePage, Submit } from './frame.tsx';
import type { TokenProps } from './link-pages.tsx';

/** The end of a sign-in to an account that is about to be deleted. */
export const LeavingPage: FC<{ nonce: string; problem: string | null } & AccountLeaving> = (props) => {
  const say = useSay();
  const sayParts = useSayParts();
  const dayOf = useDay();
  return (
    <AccountFrame title={say('account.leaving')} problem={props.problem} nonce={props.nonce}>
      {props.challenge === null ? (
        <p>{say('account.leaving_begun')}</p>
      ) : (
        <>
          <p>{sayParts('account.leaving_text', { day: <strong>{dayOf(props.due_at)}</strong> })}</p>
          <form method="post" action="/account/sign-in/leaving">
            <input type="hidden" name="challenge" value={props.challenge} />
            <input type="hidden" name="due_at" value={props.due_at} />
            <Submit>{say('account.mail_again')}</Submit>
          </form>
        </>
      )}
    </AccountFrame>
  );
};

/** After somebody has asked for the deletion. */
export const LockedPage: FC<{ dueAt: string; nonce: string }> = ({ dueAt, nonce }) => {
  const say = useSay();
  const text = say('account.locked_text', { day: useDay()(dueAt) });
  return (
    <DonePage title={say('account.locked')} link={{ href: '/', label: say('common.go_home') }} {...{ text, nonce }} />
  );
};

export const KeepPage: FC<TokenProps> = ({ nonce, token, problem }) => {
  const say = useSay();
  return (
    <AccountFrame title={say('account.keep')} problem={problem} nonce={nonce}>
      <p>{say('account.keep_text')}</p>
      <form method="post" action="/account/keep">
        <input type="hidden" name="token" value={token} />
        <Submit>{say('account.keep_button')}</Submit>
      </form>
    </AccountFrame>
  );
};
