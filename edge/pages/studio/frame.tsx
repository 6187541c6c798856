import type { Child, FC } from 'hono/jsx';
import type { AreaName } from '../../../shared/messages/catalogue.ts';
import { type AssetName, assetPath } from '../assets.ts';
import { Icon, type IconName } from '../icons.tsx';
import { Layout } from '../layout.tsx';
import { Messages } from '../messages.tsx';
import { Outcome } from '../outcome.tsx';
import { useSay, useVisit } from '../visit.ts';

const places = [
  { name: 'content', href: '/studio', icon: 'content' },
  { name: 'upload', href: '/studio/upload', icon: 'upload' },
  { name: 'comments', href: '/studio/comments', icon: 'comments' },
  { name: 'channel', href: '/studio/channel', icon: 'account' },
  { name: 'keys', href: '/studio/keys', icon: 'key' },
  { name: 'notifications', href: '/studio/notifications', icon: 'bell' },
  { name: 'storage', href: '/studio/storage', icon: 'storage' },
] as const satisfies readonly { name: string; href: string; icon: IconName }[];

export type StudioPlace = (typeof places)[number]['name'];

/** The frame of every page of the studio. What is loaded for one page alone is named by it. */
export const StudioFrame: FC<{
  title: string;
  /** Which entry of the navigation the page belongs to. */
  place: StudioPlace;
  /** For people, when something was refused. */
  problem?: string | null;
  /** Something was just done. */
  notice?: string | null;
  script?: AssetName;
  /** Whose texts the script speaks. */
  areas?: readonly AreaName[];
  children?: Child;
}> = ({ title, place, problem, notice, script, areas, children }) => {
  const { nonce } = useVisit();
  return (
    <Layout
      title={`${title} · Kinora`}
      noIndex
      head={
        <>
          <link rel="stylesheet" href={assetPath('studio.css')} />
          {script === undefined ? null : <script type="module" src={assetPath(script)} nonce={nonce} />}
        </>
      }
    >
      {areas === undefined ? null : <Messages areas={areas} />}
      <div class="studio">
        <StudioNavigation place={place} />
        <div class="studio-page">
          <h1 tabindex={-1}>{title}</h1>
          <Outcome problem={problem} notice={notice} />
          {children}
        </div>
      </div>
    </Layout>
  );
};

const StudioNavigation: FC<{ place: StudioPlace }> = ({ place }) => {
  const say = useSay();
  return (
    <nav class="studio-nav" aria-label={say('studio.navigation')}>
      {places.map(({ name, href, icon }) => (
        <a href={href} aria-current={name === place ? 'page' : undefined}>
          <Icon name={icon} />
          <span>{say(`studio.${name}`)}</span>
        </a>
      ))}
    </nav>
  );
};
