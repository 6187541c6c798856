import { Hono } from 'hono';
import {
  changeEmailSchema,
  changePasswordSchema,
  requestResetSchema,
  resetPasswordSchema,
  verifyEmailSchema,
} from '../../../shared/contracts/auth.ts';
import { actorOf, linkHolderOf } from '../../audit/actor-of.ts';
import { noteAs } from '../../audit/note-as.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireViewer } from '../../http/viewer.ts';
import { deviceOf } from '../device-of.ts';
import { changePassword } from '../password/change-password.ts';
import { resetPassword } from '../password/reset-password.ts';
import { changeEmail } from './change-email.ts';
import type { LinkDeps } from './deps.ts';
import { requestReset } from './request-reset.ts';
import { resendVerification, verifyEmail } from './verify-email.ts';

/** What needs a mail, or changes what protects the account. */
export function accountLinkRoutes(deps: LinkDeps) {
  return new Hono<AppEnv>()
    .post(
      '/auth/verify-email',
      operation({
        tag: 'Accounts',
        summary: 'Confirm an e-mail address with the token from its mail',
        answer: { status: 204, description: 'Confirmed', body: null },
        errors: ['link_invalid', 'email_taken', 'username_taken'],
        auth: 'none',
      }),
      validated('json', verifyEmailSchema),
      async (c) => {
        await verifyEmail(deps, (userId) => noteAs(deps, linkHolderOf(c, userId)), c.req.valid('json').token);
        return c.body(null, 204);
      },
    )
    .post(
      '/me/email-verification',
      operation({
        tag: 'Accounts',
        summary: 'Send the mail that confirms the address again',
        answer: { status: 202, description: 'Sent, unless the address is confirmed already', body: null },
        errors: ['rate_limited'],
        auth: 'required',
      }),
      async (c) => {
        await resendVerification(deps, requireViewer(c.get('viewer')).userId);
        return c.body(null, 202);
      },
    )
    .post(
      '/auth/password-reset',
      operation({
        tag: 'Accounts',
        summary: 'Ask for a mail with a link to choose a new password',
        description: 'The answer is the same whether there is such an account or not.',
        answer: { status: 202, description: 'Sent, if there is such an account', body: null },
        errors: ['rate_limited'],
        auth: 'none',
      }),
      validated('json', requestResetSchema),
      async (c) => {
        await requestReset(deps, c.req.valid('json').email, deviceOf(c));
        return c.body(null, 202);
      },
    )
    .post(
      '/auth/password-reset/complete',
      operation({
        tag: 'Accounts',
        summary: 'Choose a new password with the token from the mail',
        description: 'Ends every session. API keys stay.',
        answer: { status: 204, description: 'The password is set', body: null },
        errors: ['link_invalid', 'password_breached'],
        auth: 'none',
      }),
      validated('json', resetPasswordSchema),
      async (c) => {
        await resetPassword(deps, (userId) => noteAs(deps, linkHolderOf(c, userId)), c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .put(
      '/me/password',
      operation({
        tag: 'Accounts',
        summary: 'Change the password',
        description: 'Ends every other session.',
        answer: { status: 204, description: 'The password is set', body: null },
        errors: ['invalid_credentials', 'rate_limited', 'password_breached'],
        auth: 'required',
      }),
      validated('json', changePasswordSchema),
      async (c) => {
        await changePassword(deps, actorOf(c), requireViewer(c.get('viewer')), c.req.valid('json'));
        return c.body(null, 204);
      },
    )
    .put(
      '/me/email',
      operation({
        tag: 'Accounts',
        summary: 'Change the e-mail address',
        description: 'It changes once the new address is confirmed with the token from the mail sent there.',
        answer: { status: 202, description: 'Sent, unless the address has an account', body: null },
        errors: ['invalid_credentials', 'rate_limited', 'email_refused'],
        auth: 'required',
      }),
      validated('json', changeEmailSchema),
      async (c) => {
        await changeEmail(deps, actorOf(c), c.req.valid('json'));
        return c.body(null, 202);
      },
    );
}
