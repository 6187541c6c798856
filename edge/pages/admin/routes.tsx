import { type Context, Hono } from 'hono';
import type { HealthReport, QueuesReport, StorageTotals } from '../../../shared/contracts/admin.ts';
import type { UserList } from '../../../shared/contracts/users.ts';
import type { EdgeEnv } from '../../http/request-facts.ts';
import { type AccountPageDeps, goTo } from '../account/deps.ts';
import type { Refused } from '../account/origin-call.ts';
import { problemOf } from '../account/problems.ts';
import type { Form } from '../account/read-form.ts';
import { sayFor } from '../visit.ts';
import { createDesk, cursorOf, type Deed } from './desk.ts';
import { OverviewPage } from './overview.tsx';
import { ADMIN_PATH, PEOPLE_PATH, QUEUES_PATH, searchOf } from './paths.ts';
import { PeoplePage } from './people.tsx';
import { QueuesPage } from './queues.tsx';

const PEOPLE_SHOWN = 30;
const notices = ['retry', 'drop', 'role', 'suspend', 'restore'] as const;

/** Everything under /admin. */
export function adminPages(deps: AccountPageDeps): Hono<EdgeEnv> {
  const { page, now } = deps;
  const { ask, me, deny, act } = createDesk(deps);
  const after = (refused: Refused | null) => ({ status: refused?.status ?? 200, headers: {} });
  const noticeIn = (c: Context<EdgeEnv>, refused: Refused | null) => {
    const done = notices.find((each) => each === c.req.query('done'));
    return done === undefined || refused ? null : sayFor(c)(`admin.done_${done}`);
  };

  async function overview(c: Context<EdgeEnv>): Promise<Response> {
    const [health, storage] = await Promise.all([
      ask<HealthReport>(c, '/admin/health'),
      ask<StorageTotals>(c, '/admin/storage'),
    ]);
    if (!health.ok) return deny(health, ADMIN_PATH);
    if (!storage.ok) return deny(storage, ADMIN_PATH);
    return page(c, () => <OverviewPage health={health.value} storage={storage.value} />);
  }

  async function queues(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const report = await ask<QueuesReport>(c, '/admin/queues');
    if (!report.ok) return deny(report, QUEUES_PATH);
    const problem = refused?.code === 'conflict' ? sayFor(c)('admin.busy') : refused && problemOf(c, refused);
    const props = { report: report.value, nowMs: now(), problem, notice: noticeIn(c, refused) };
    return page(c, () => <QueuesPage {...props} />, after(refused));
  }

  async function people(c: Context<EdgeEnv>, refused: Refused | null = null): Promise<Response> {
    const query = queryOf(c);
    const wanted = query === '' ? '' : `&q=${encodeURIComponent(query)}`;
    const [list, own] = await Promise.all([
      ask<UserList>(c, `/admin/users?limit=${PEOPLE_SHOWN}${wanted}${cursorOf(c)}`),
      me(c),
    ]);
    // A cursor that is none.
    if (!list.ok)
      return list.code === 'validation_failed' && refused === null ? goTo(PEOPLE_PATH) : deny(list, PEOPLE_PATH);
    if (!own.ok) return deny(own, PEOPLE_PATH);
    const problem = refused?.code === 'conflict' ? sayFor(c)('admin.conflict') : refused && problemOf(c, refused);
    const props = { list: list.value, query, ownId: own.value.user_id, nowMs: now(), problem };
    return page(c, () => <PeoplePage {...props} notice={noticeIn(c, refused)} />, after(refused));
  }
  const queryOf = (c: Context<EdgeEnv>) => c.req.query('q')?.trim().slice(0, 100) ?? '';
  const backTo = (c: Context<EdgeEnv>) => `${PEOPLE_PATH}${searchOf(queryOf(c))}`;

  const ofVideo = (method: Deed['method'], below: string) => (form: Form) => ({
    ...{ method, path: `/admin/videos/${encodeURIComponent(form.video_id ?? '')}/${below}` },
  });
  const ofUser =
    (method: Deed['method'], below: string, body?: (form: Form) => object) =>
    (form: Form): Deed => ({
      ...{ method, path: `/admin/users/${encodeURIComponent(form.username ?? '')}/${below}` },
      ...(body === undefined ? {} : { body: body(form) }),
    });

  return new Hono<EdgeEnv>()
    .get(ADMIN_PATH, overview)
    .get(QUEUES_PATH, (c) => queues(c))
    .post(`${QUEUES_PATH}/retry`, (c) => act(c, QUEUES_PATH, 'retry', ofVideo('POST', 'retry'), queues))
    .post(`${QUEUES_PATH}/drop`, (c) => act(c, QUEUES_PATH, 'drop', ofVideo('DELETE', 'jobs'), queues))
    .get(PEOPLE_PATH, (c) => people(c))
    .post(`${PEOPLE_PATH}/role`, (c) =>
      act(
        c,
        backTo(c),
        'role',
        ofUser('PUT', 'role', ({ role }) => ({ role })),
        people,
      ),
    )
    .post(`${PEOPLE_PATH}/suspend`, (c) => act(c, backTo(c), 'suspend', ofUser('PUT', 'suspension'), people))
    .post(`${PEOPLE_PATH}/restore`, (c) => act(c, backTo(c), 'restore', ofUser('DELETE', 'suspension'), people));
}
