import type { FC } from 'hono/jsx';
import { Icon } from './icons.tsx';
import { useSay, useVisit } from './visit.ts';

const places = [
  { href: '/', name: 'home', signedIn: false },
  { href: '/trending', name: 'trending', signedIn: false },
  { href: '/subscriptions', name: 'subscriptions', signedIn: true },
  { href: '/account/history', name: 'history', signedIn: true },
  { href: '/account/playlists', name: 'playlists', signedIn: true },
] as const;

/**
 * Beside the page, at the foot of it on small screens. A session cookie lasts for minutes: a script shows what is for
 * people who are signed in when it finds that the session goes on.
 */
export const SiteNavigation: FC = () => {
  const say = useSay();
  const { signedIn, address } = useVisit();
  const path = address.split('?')[0];
  return (
    <nav class="site-nav" aria-label={say('common.navigation')}>
      {places.map((place) => (
        <a
          href={place.href}
          aria-current={place.href === path ? 'page' : undefined}
          data-for-signed-in={place.signedIn ? '' : undefined}
          hidden={place.signedIn && !signedIn}
        >
          <Icon name={place.name} />
          <span>{say(`common.${place.name}`)}</span>
        </a>
      ))}
    </nav>
  );
};

/** What somebody does who is signed in, or the way to be that. */
export const VisitorLinks: FC = () => {
  const say = useSay();
  const { signedIn } = useVisit();
  return (
    <nav class="header-nav" aria-label={say('common.account')}>
      <a href="/studio/upload" data-for-signed-in hidden={!signedIn}>
        <Icon name="upload" />
        <span class="header-words">{say('common.upload')}</span>
      </a>
      <a href="/account" data-for-signed-in hidden={!signedIn}>
        <Icon name="account" />
        <span class="header-words">{say('common.account')}</span>
      </a>
      <a href="/account/sign-in" data-for-signed-out hidden={signedIn}>
        <Icon name="account" />
        <span class="header-words">{say('common.sign_in')}</span>
      </a>
    </nav>
  );
};
