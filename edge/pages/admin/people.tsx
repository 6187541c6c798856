import type { FC } from 'hono/jsx';
import type { UserList } from '../../../shared/contracts/users.ts';
import { useFormats, useSay } from '../visit.ts';
import { ButtonForm, DeskFrame, Hidden, NextPage } from './desk-frame.tsx';
import { PEOPLE_PATH, searchOf } from './paths.ts';

export type PeopleProps = {
  list: UserList;
  query: string;
  /** Whose own account cannot be changed here. */
  ownId: string;
  nowMs: number;
  problem: string | null;
  notice: string | null;
};

const roles = ['viewer', 'creator', 'moderator', 'admin'] as const;

export const PeoplePage: FC<PeopleProps> = ({ list, query, ownId, nowMs, problem, notice }) => {
  const say = useSay();
  return (
    <DeskFrame title={say('admin.people')} place="people" forRole="admin" script="admin.js" {...{ problem, notice }}>
      <search>
        <form class="desk-search" action={PEOPLE_PATH}>
          <label for="q">{say('admin.search_people')}</label>
          <input id="q" name="q" value={query} autocapitalize="none" spellcheck={false} maxlength={100} />
          <button type="submit" class="button">
            {say('admin.find')}
          </button>
          {query === '' ? null : (
            <a class="button button-quiet" href={PEOPLE_PATH}>
              {say('admin.show_all')}
            </a>
          )}
        </form>
      </search>
      {list.users.length === 0 ? <p class="quiet">{say('admin.nobody')}</p> : null}
      <ul class="desk-list">
        {list.users.map((user) => (
          <Person user={user} query={query} isOwn={user.user_id === ownId} nowMs={nowMs} />
        ))}
      </ul>
      <NextPage path={PEOPLE_PATH} cursor={list.next_cursor} />
    </DeskFrame>
  );
};

type PersonProps = { user: UserList['users'][number]; query: string; isOwn: boolean; nowMs: number };

const Person: FC<PersonProps> = ({ user, query, isOwn, nowMs }) => {
  const say = useSay();
  const { age } = useFormats();
  const { username } = user;
  // The search goes along, to come back to.
  const action = (name: string) => `${PEOPLE_PATH}/${name}${searchOf(query)}`;
  return (
    <li class="desk-row">
      <div>
        <p>
          <strong dir="auto">@{username}</strong>
          {user.suspended ? <span class="desk-tag desk-failing"> {say('admin.suspended')}</span> : null}
        </p>
        <p class="quiet">
          <bdi>{user.email}</bdi>
          {user.email_verified ? '' : ` (${say('admin.unconfirmed')})`} · {say('admin.joined')}{' '}
          {age(Date.parse(user.created_at), nowMs)}
        </p>
      </div>
      {isOwn ? (
        <p class="quiet">
          {say('admin.own_account')} · {say(`admin.role_${user.role}`)}
        </p>
      ) : (
        <div class="desk-buttons">
          <form method="post" action={action('role')} class="desk-inline">
            <Hidden fields={{ username }} />
            <select name="role" aria-label={say('admin.role_of', { name: username })}>
              {roles.map((role) => (
                <option value={role} selected={role === user.role}>
                  {say(`admin.role_${role}`)}
                </option>
              ))}
            </select>
            <button type="submit" class="button button-quiet" aria-label={say('admin.set_role_of', { name: username })}>
              {say('admin.set_role')}
            </button>
          </form>
          {user.suspended ? (
            <ButtonForm
              action={action('restore')}
              fields={{ username }}
              label={say('admin.restore_of', { name: username })}
            >
              {say('admin.restore')}
            </ButtonForm>
          ) : (
            <details class="desk-ask">
              <summary class="button button-quiet" aria-label={say('admin.suspend_of', { name: username })}>
                {say('admin.suspend')}
              </summary>
              <div class="desk-card">
                <p>{say('admin.suspend_text', { name: username })}</p>
                <ButtonForm action={action('suspend')} fields={{ username }} kind="button button-danger">
                  {say('admin.suspend_confirm')}
                </ButtonForm>
              </div>
            </details>
          )}
        </div>
      )}
    </li>
  );
};
