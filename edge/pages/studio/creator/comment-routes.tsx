import { type Context, Hono } from 'hono';
import type { ChannelRules, Decision, HeldComments } from '../../../../shared/contracts/moderation.ts';
import type { EdgeEnv } from '../../../http/request-facts.ts';
import { act } from '../../account/act.ts';
import { goTo, instead, signInFirst } from '../../account/deps.ts';
import { callOrigin, isSignedOut, type Refused } from '../../account/origin-call.ts';
import { problemOf } from '../../account/problems.ts';
import { readForm } from '../../account/read-form.ts';
import type { StudioPageDeps } from '../deps.ts';
import { listIn } from '../video/change-in.ts';
import { COMMENTS_PATH, CommentsPage } from './comments.tsx';
import { forChannel, ownChannels } from './own-channel.ts';

const HELD_SHOWN = 30;
const notices = ['decided', 'decided_before', 'saved'] as const;

export function commentPages({ forward, page, publicUrl, now }: StudioPageDeps): Hono<EdgeEnv> {
  const publicOrigin = new URL(publicUrl).origin;

  async function comments(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const channels = await ownChannels(c, forward);
    if (!channels.ok) return instead(channels, COMMENTS_PATH);
    const { chosen } = channels.value;
    const cursor = c.req.query('cursor');
    const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const of = `/channels/${chosen?.channel_id}`;
    const [held, rules] =
      chosen === null
        ? [null, null]
        : await Promise.all([
            callOrigin<HeldComments>(c, forward, 'GET', `${of}/held-comments?limit=${HELD_SHOWN}${from}`),
            callOrigin<ChannelRules>(c, forward, 'GET', `${of}/comment-rules`),
          ]);
    if (held?.ok === false) {
      if (cursor !== undefined && held.status === 400) return goTo(COMMENTS_PATH);
      return instead(held, COMMENTS_PATH);
    }
    const done = c.req.query('done');
    const props = {
      ...{ channels: channels.value, held: held?.value ?? null, rules: rules?.ok ? rules.value : null, nowMs: now() },
      problem: refused && problemOf(c, refused),
      notice: refused ? null : (notices.find((each) => each === done) ?? null),
    };
    return page(c, () => <CommentsPage {...props} />, { status: refused?.status ?? 200, headers: {} });
  }

  /** The page of the channel that the form's address names. */
  const pathOf = (c: Context<EdgeEnv>) => forChannel(COMMENTS_PATH, { channel_id: c.req.query('channel') ?? '' });

  return new Hono<EdgeEnv>()
    .get(COMMENTS_PATH, (c) => comments(c))
    .post(COMMENTS_PATH, async (c) => {
      const { comment_id = '', decision } = await readForm(c.req.raw, publicOrigin);
      const asked = { decision: decision === 'approve' ? 'approve' : 'reject', block_author: decision === 'block' };
      const path = `/comments/${encodeURIComponent(comment_id)}/decision`;
      const outcome = await callOrigin<Decision>(c, forward, 'PUT', path, asked);
      if (!outcome.ok) return isSignedOut(outcome) ? signInFirst(pathOf(c)) : comments(c, outcome);
      return goTo(`${pathOf(c)}&done=${outcome.value.outcome === 'decided' ? 'decided' : 'decided_before'}`);
    })
    .post(`${COMMENTS_PATH}/rules`, (c) =>
      act(
        c,
        publicOrigin,
        ({ hold_all, hold_links, blocked_words }) =>
          callOrigin(c, forward, 'PUT', `/channels/${encodeURIComponent(c.req.query('channel') ?? '')}/comment-rules`, {
            ...{ hold_all: hold_all !== undefined, hold_links: hold_links !== undefined },
            blocked_words: listIn(blocked_words),
          }),
        `${pathOf(c)}&done=saved`,
        { path: pathOf(c), again: comments },
      ),
    );
}
