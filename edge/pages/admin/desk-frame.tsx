import type { Child, FC } from 'hono/jsx';
import type { Me } from '../../../shared/contracts/auth.ts';
import { type AssetName, assetPath } from '../assets.ts';
import { Icon, type IconName } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { Outcome } from '../outcome.tsx';
import { useSay, useVisit } from '../visit.ts';

const places = [
  { name: 'overview', href: '/admin', icon: 'home', isForAdmins: true },
  { name: 'queues', href: '/admin/queues', icon: 'history', isForAdmins: true },
  { name: 'people', href: '/admin/users', icon: 'account', isForAdmins: true },
  { name: 'reports', href: '/moderation', icon: 'flag', isForAdmins: false },
  { name: 'held', href: '/moderation/held', icon: 'comments', isForAdmins: false },
  { name: 'decisions', href: '/moderation/decisions', icon: 'verified', isForAdmins: false },
] as const satisfies readonly { name: string; href: string; icon: IconName; isForAdmins: boolean }[];

export type DeskProps = {
  title: string;
  place: (typeof places)[number]['name'];
  /** Whose places are shown. */
  forRole: Me['role'];
  /** For people, when something was refused. */
  problem?: string | null;
  /** Something was just done. */
  notice?: string | null;
  script: AssetName;
  children?: Child;
};

/** The frame of every page for admins and moderators, with the places that their role has. */
export const DeskFrame: FC<DeskProps> = ({ title, place, forRole, problem, notice, script, children }) => {
  const { nonce } = useVisit();
  const say = useSay();
  return (
    <Layout
      title={`${title} · Kinora`}
      noIndex
      head={
        <>
          <link rel="stylesheet" href={assetPath('desk.css')} />
          <script type="module" src={assetPath(script)} nonce={nonce} />
        </>
      }
    >
      <div class="desk">
        <nav class="desk-nav" aria-label={say('admin.navigation')}>
          {places
            .filter(({ isForAdmins }) => forRole === 'admin' || !isForAdmins)
            .map(({ name, href, icon }) => (
              <a href={href} aria-current={name === place ? 'page' : undefined}>
                <Icon name={icon} />
                <span>{say(`admin.${name}`)}</span>
              </a>
            ))}
        </nav>
        <div class="desk-page">
          <h1 tabindex={-1}>{title}</h1>
          <Outcome problem={problem} notice={notice} />
          {children}
        </div>
      </div>
    </Layout>
  );
};

/** A form that is one button; `fields` go along. */
export const ButtonForm: FC<{
  action: string;
  fields: Readonly<Record<string, string>>;
  /** What it does to what, where the button's own words do not say. */
  label?: string | undefined;
  kind?: 'button' | 'button button-quiet' | 'button button-danger';
  /** Which shortcut presses it (web/moderation). */
  shortcut?: string;
  children?: Child;
}> = ({ action, fields, label, kind = 'button button-quiet', shortcut, children }) => (
  <form method="post" action={action}>
    <Hidden fields={fields} />
    <button type="submit" class={kind} aria-label={label} data-shortcut={shortcut}>
      {children}
    </button>
  </form>
);

export const Hidden: FC<{ fields: Readonly<Record<string, string>> }> = ({ fields }) => (
  <>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
  </>
);

export const NextPage: FC<{ path: string; cursor: string | null }> = ({ path, cursor }) => {
  const say = useSay();
  return cursor === null ? null : (
    <p class="desk-more">
      <a class="button button-quiet" rel="next" href={`${path}?cursor=${encodeURIComponent(cursor)}`}>
        {say('admin.next_page')}
      </a>
    </p>
  );
};
