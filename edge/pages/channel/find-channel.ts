import type { Context } from 'hono';
import type { Channel } from '../../../shared/contracts/channels.ts';
import { AppError } from '../../../shared/errors.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { SharedAnswers } from '../browse/shared-answers.ts';

/** The sign stands in the pattern, so that no other path of one part is taken for a handle. */
export const HANDLE = ':at{@[A-Za-z0-9_]{3,30}}';

/** The channel of a path that begins with `HANDLE`, or the way to `pathOf` what it is called now. Throws `not_found`. */
export async function findChannel(
  c: Context<EdgeEnv>,
  answers: SharedAnswers,
  pathOf: (handle: string) => string,
): Promise<Channel | Response> {
  const asked = c.req.param('at')?.slice(1) ?? '';
  const handle = asked.toLowerCase();
  const { status, body, location } = await answers.get(`/channels/${handle}`, c.var.reads);
  const renamed = /\/channels\/([a-z0-9_]+)$/.exec(location ?? '')?.[1];
  if (status === 308 && renamed !== undefined) return c.redirect(pathOf(renamed), 302);
  if (status !== 200 || !isChannel(body)) throw new AppError('not_found', 'there is no such channel');
  return asked === handle ? body : c.redirect(pathOf(handle), 301);
}

/** Of one release with origin: that it is a channel is all there is to ask. */
const isChannel = (body: unknown): body is Channel => typeof body === 'object' && body !== null && 'channel_id' in body;
