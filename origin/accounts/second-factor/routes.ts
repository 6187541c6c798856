import { Hono } from 'hono';
import * as z from 'zod';
import { cookieSessionSchema, sessionSchema } from '../../../shared/contracts/auth.ts';
import {
  confirmSecondFactorSchema,
  enrolmentSchema,
  enrolSecondFactorSchema,
  guardedBySecondFactorSchema,
  recoveryCodesSchema,
  secondFactorSchema,
  secondStepSchema,
} from '../../../shared/contracts/second-factor.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { operation } from '../../http/operation.ts';
import { validated } from '../../http/validated.ts';
import { requireViewer } from '../../http/viewer.ts';
import { askerOf } from '../asker.ts';
import { deviceOf } from '../device-of.ts';
import type { LinkDeps } from '../links/deps.ts';
import { answerSession, requireOwnPage } from '../sessions/answer-session.ts';
import { confirmSecondFactor, enrolSecondFactor } from './enrol.ts';
import { takeSecondStep } from './take-second-step.ts';
import { renewRecoveryCodes, turnOffSecondFactor } from './turn-off.ts';

/** What is shown once is stored nowhere on the way. */
const once = { 'cache-control': 'no-store' };

export function secondFactorRoutes(deps: LinkDeps) {
  const { publicUrl } = deps;
  return new Hono<AppEnv>()
    .post(
      '/auth/sign-in/second-factor',
      operation({
        tag: 'Accounts',
        summary: 'Finish a sign-in with a code of the authenticator app, or a recovery code',
        description: 'With the `challenge` in the details of `second_factor_required`. It works once, for ten minutes.',
        answer: { status: 200, description: 'Signed in', body: z.union([sessionSchema, cookieSessionSchema]) },
        errors: [
          'challenge_invalid',
          'second_factor_invalid',
          'account_suspended',
          'account_leaving',
          'rate_limited',
          'csrf_rejected',
        ],
        auth: 'none',
      }),
      validated('json', secondStepSchema),
      async (c) => {
        const { cookies: inCookies = false, ...input } = c.req.valid('json');
        if (inCookies) requireOwnPage(c, publicUrl);
        return answerSession(c, await takeSecondStep(deps, input, deviceOf(c)), { publicUrl, inCookies, status: 200 });
      },
    )
    .get(
      '/me/second-factor',
      operation({
        tag: 'Accounts',
        summary: 'Whether the account asks for a code of an authenticator app',
        answer: { status: 200, description: 'Whether, and the recovery codes left', body: secondFactorSchema },
        auth: 'required',
      }),
      async (c) => {
        const { userId } = requireViewer(c.get('viewer'));
        const [enabled, recovery_codes_left] = await Promise.all([
          deps.secondFactors.isOn(userId),
          deps.secondFactors.countRecoveryCodes(userId),
        ]);
        return c.json({ enabled, recovery_codes_left });
      },
    )
    .post(
      '/me/second-factor',
      operation({
        tag: 'Accounts',
        summary: 'Set up an authenticator app (TOTP, RFC 6238)',
        description: 'The secret is shown this once, and asks for nothing until it is confirmed with a code.',
        answer: { status: 201, description: 'The secret', body: enrolmentSchema },
        errors: ['invalid_credentials', 'reauthentication_required', 'conflict', 'rate_limited'],
        auth: 'required',
      }),
      validated('json', enrolSecondFactorSchema),
      async (c) => {
        const { password } = c.req.valid('json');
        return c.json(await enrolSecondFactor(deps, askerOf(c), password), 201, once);
      },
    )
    .post(
      '/me/second-factor/confirm',
      operation({
        tag: 'Accounts',
        summary: 'Turn it on with a code of the app',
        description: 'Ends every other session. The ten recovery codes are shown this once.',
        answer: { status: 200, description: 'The recovery codes', body: recoveryCodesSchema },
        errors: ['second_factor_invalid', 'conflict', 'rate_limited'],
        auth: 'required',
      }),
      validated('json', confirmSecondFactorSchema),
      async (c) => {
        const { code } = c.req.valid('json');
        const codes = await confirmSecondFactor(deps, askerOf(c), code);
        return c.json({ recovery_codes: codes }, 200, once);
      },
    )
    .post(
      '/me/second-factor/recovery-codes',
      operation({
        tag: 'Accounts',
        summary: 'Ten new recovery codes in place of the old ones',
        answer: { status: 200, description: 'The recovery codes', body: recoveryCodesSchema },
        errors: [
          'invalid_credentials',
          'reauthentication_required',
          'second_factor_invalid',
          'conflict',
          'rate_limited',
        ],
        auth: 'required',
      }),
      validated('json', guardedBySecondFactorSchema),
      async (c) => {
        const codes = await renewRecoveryCodes(deps, askerOf(c), c.req.valid('json'));
        return c.json({ recovery_codes: codes }, 200, once);
      },
    )
    .post(
      '/me/second-factor/turn-off',
      operation({
        tag: 'Accounts',
        summary: 'Sign in without a code from now on',
        description: 'Ends every other session.',
        answer: { status: 204, description: 'It is off', body: null },
        errors: [
          'invalid_credentials',
          'reauthentication_required',
          'second_factor_invalid',
          'conflict',
          'rate_limited',
        ],
        auth: 'required',
      }),
      validated('json', guardedBySecondFactorSchema),
      async (c) => {
        await turnOffSecondFactor(deps, askerOf(c), c.req.valid('json'));
        return c.body(null, 204);
      },
    );
}
