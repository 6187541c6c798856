import { type Context, Hono } from 'hono';
import type { Decision, HeldComments, PastDecisions } from '../../../shared/contracts/moderation.ts';
import type { ReportCases } from '../../../shared/contracts/reports.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import type { Outcome, Refused } from '../account/origin-call.ts';
import { problemOf } from '../account/problems.ts';
import type { Form } from '../account/read-form.ts';
import { createDesk, cursorOf, type Deed } from '../admin/desk.ts';
import type { LibraryPageDeps } from '../library/routes.tsx';
import { sayFor } from '../visit.ts';
import { DecisionsPage } from './decisions.tsx';
import { HeldPage } from './held.tsx';
import { DECISIONS_PATH, HELD_PATH, REPORTS_PATH } from './paths.ts';
import { ReportsPage } from './reports.tsx';

export type ModerationPageDeps = LibraryPageDeps & {
  /** To be called after a change to videos: what it means for viewers counts here at once. */
  videosChanged: () => Promise<void>;
};

const SHOWN = 20;
const notices = ['dismiss', 'resolve', 'takedown', 'restore', 'approve', 'reject', 'block'] as const;

/** Everything under /moderation. */
export function moderationPages(deps: ModerationPageDeps): Hono<EdgeEnv> {
  const { page, now, posters, videosChanged } = deps;
  const { ask, me, deny, act } = createDesk(deps);
  const after = (refused: Refused | null) => ({ status: refused?.status ?? 200, headers: {} });
  function said(c: Context<EdgeEnv>, refused: Refused | null) {
    const say = sayFor(c);
    const done = notices.find((each) => each === c.req.query('done'));
    const notice = done === undefined || refused ? null : say(`moderation.done_${done}`);
    const problem = refused?.code === 'conflict' ? say('moderation.decided_before') : refused && problemOf(c, refused);
    return { notice, problem };
  }

  async function reports(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const [list, own] = await Promise.all([
      ask<ReportCases>(c, `/moderation/reports?limit=${SHOWN}${cursorOf(c)}`),
      me(c),
    ]);
    if (!list.ok) return deny(list, REPORTS_PATH);
    if (!own.ok) return deny(own, REPORTS_PATH);
    const pictures = await posters(
      c,
      list.value.cases.flatMap(({ video_id }) => video_id ?? []),
    );
    const props = { list: list.value, posters: pictures, role: own.value.role, nowMs: now(), ...said(c, refused) };
    return page(c, () => <ReportsPage {...props} />, after(refused));
  }

  async function held(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const [list, own] = await Promise.all([
      ask<HeldComments>(c, `/moderation/held-comments?limit=${SHOWN}${cursorOf(c)}`),
      me(c),
    ]);
    if (!list.ok) return deny(list, HELD_PATH);
    if (!own.ok) return deny(own, HELD_PATH);
    const props = { list: list.value, role: own.value.role, nowMs: now(), ...said(c, refused) };
    return page(c, () => <HeldPage {...props} />, after(refused));
  }

  async function decisions(c: Context<EdgeEnv>): Promise<Response> {
    const [list, own] = await Promise.all([
      ask<PastDecisions>(c, `/moderation/decisions?limit=50${cursorOf(c)}`),
      me(c),
    ]);
    if (!list.ok) return deny(list, DECISIONS_PATH);
    if (!own.ok) return deny(own, DECISIONS_PATH);
    return page(c, () => <DecisionsPage list={list.value} role={own.value.role} nowMs={now()} />);
  }

  const ofCase =
    (decision: 'resolve' | 'dismiss') =>
    ({ object_kind = '', object_id = '' }: Form): Deed => ({
      method: 'PUT',
      path: `/moderation/reports/${encodeURIComponent(object_kind)}/${encodeURIComponent(object_id)}/decision`,
      body: { decision },
    });
  const takedownPath = ({ video_id = '' }: Form) => `/moderation/videos/${encodeURIComponent(video_id)}/takedown`;
  const takeDown = (form: Form): Deed => ({
    ...{ method: 'PUT', path: takedownPath(form) },
    body: { by_law: form.by_law === 'yes', ...(form.reason === undefined ? {} : { reason: form.reason }) },
  });
  const decide =
    (decision: 'approve' | 'reject', blocksAuthor = false) =>
    ({ comment_id = '' }: Form): Deed => ({
      method: 'PUT',
      path: `/comments/${encodeURIComponent(comment_id)}/decision`,
      body: { decision, block_author: blocksAuthor },
    });
  /** Of two who decide at once, the second is told so with a 200. */
  const isFirst = (outcome: Outcome<unknown>) => outcome.ok && (outcome.value as Decision).outcome === 'decided';
  const actOnVideo = async (c: Context<EdgeEnv>, what: string, deedOf: (form: Form) => Deed) => {
    const answer = await act(c, REPORTS_PATH, what, deedOf, reports);
    await videosChanged();
    return answer;
  };

  return new Hono<EdgeEnv>()
    .get(REPORTS_PATH, (c) => reports(c))
    .post(`${REPORTS_PATH}/dismiss`, (c) => act(c, REPORTS_PATH, 'dismiss', ofCase('dismiss'), reports))
    .post(`${REPORTS_PATH}/resolve`, (c) => act(c, REPORTS_PATH, 'resolve', ofCase('resolve'), reports))
    .post(`${REPORTS_PATH}/take-down`, (c) => actOnVideo(c, 'takedown', takeDown))
    .post(`${REPORTS_PATH}/restore`, (c) =>
      actOnVideo(c, 'restore', (form) => ({ method: 'DELETE', path: takedownPath(form) })),
    )
    .get(HELD_PATH, (c) => held(c))
    .post(`${HELD_PATH}/approve`, (c) => act(c, HELD_PATH, 'approve', decide('approve'), held, isFirst))
    .post(`${HELD_PATH}/reject`, (c) => act(c, HELD_PATH, 'reject', decide('reject'), held, isFirst))
    .post(`${HELD_PATH}/block`, (c) => act(c, HELD_PATH, 'block', decide('reject', true), held, isFirst))
    .get(DECISIONS_PATH, decisions);
}
