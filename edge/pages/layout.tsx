import { type Child, type FC, useContext } from 'hono/jsx';
import { assetPath } from './assets.ts';
import { Bell } from './bell.tsx';
import { Icon } from './icons.tsx';
import { SignedIn } from './visitor.ts';

export type LayoutProps = {
  title: string;
  description?: string;
  /** For pages that search engines must not list. */
  noIndex?: boolean;
  /** Extra elements of <head>. */
  head?: Child;
  /** Leaves header and margins away: the embeddable player. */
  bare?: boolean;
  children?: Child;
};

export const Layout: FC<LayoutProps> = ({ title, description, noIndex, head, bare, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="color-scheme" content="dark light" />
      <meta name="theme-color" content="#0e0e11" media="(prefers-color-scheme: dark)" />
      <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
      <title>{title}</title>
      {description ? <meta name="description" content={description} /> : null}
      {noIndex ? <meta name="robots" content="noindex" /> : null}
      <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={assetPath('styles.css')} />
      {bare ? null : <link rel="stylesheet" href={assetPath('bell.css')} />}
      {head}
    </head>
    <body class={bare ? 'bare' : ''}>
      {bare ? null : (
        <>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <header class="site-header">
            <a class="brand" href="/" aria-label="Kinora home">
              <Logo />
              <span>Kinora</span>
            </a>
            <HeaderLinks />
            <Bell />
          </header>
        </>
      )}
      <main id="main">{children}</main>
    </body>
  </html>
);

const links = [
  { href: '/account/history', icon: 'history', words: 'History' },
  { href: '/account/playlists', icon: 'playlists', words: 'Playlists' },
] as const;

/** A session cookie lasts for minutes: a script shows the links when it finds that the session goes on. */
const HeaderLinks: FC = () => {
  const isSignedIn = useContext(SignedIn);
  return (
    <nav class="header-nav" aria-label="You">
      {links.map(({ href, icon, words }) => (
        <a href={href} data-for-signed-in hidden={!isSignedIn}>
          <Icon name={icon} />
          <span class="header-words">{words}</span>
        </a>
      ))}
      <a href="/account">
        <Icon name="account" />
        <span class="header-words">Account</span>
      </a>
    </nav>
  );
};

const Logo: FC = () => (
  <svg class="logo" viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
    <rect x="1" y="4" width="30" height="24" rx="8" fill="var(--accent)" />
    <path d="M13 10.8v10.4a.9.9 0 0 0 1.37.77l8.4-5.2a.9.9 0 0 0 0-1.54l-8.4-5.2A.9.9 0 0 0 13 10.8Z" fill="#fff" />
    <path d="M7.5 9.5v13" stroke="#fff" stroke-opacity=".55" stroke-width="2.2" stroke-linecap="round" />
  </svg>
);
