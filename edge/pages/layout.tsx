import type { Child, FC } from 'hono/jsx';
import { locales } from '../../shared/messages/locales.ts';
import { assetPath } from './assets.ts';
import { Bell } from './bell.tsx';
import { Logo } from './icons.tsx';
import { Messages } from './messages.tsx';
import { PreferencesForm } from './preferences-form.tsx';
import { SearchForm } from './search-form.tsx';
import { SiteNavigation, VisitorLinks } from './site-navigation.tsx';
import { themeColors } from './theme-colors.ts';
import { useSay, useVisit } from './visit.ts';

export type LayoutProps = {
  title: string;
  description?: string;
  /** For pages that search engines must not list. */
  noIndex?: boolean;
  /** Extra elements of <head>. */
  head?: Child;
  /** Leaves header and margins away: the embeddable player. */
  bare?: boolean;
  /** What stands in the search field. */
  query?: string;
  children?: Child;
};

export const Layout: FC<LayoutProps> = ({ title, description, noIndex, head, bare, query, children }) => {
  const { locale, theme, nonce } = useVisit();
  const say = useSay();
  return (
    <html lang={locale} dir={locales[locale].dir} data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content={theme === 'system' ? 'dark light' : theme} />
        {(['light', 'dark'] as const).map((each) =>
          theme === 'system' || theme === each ? (
            <meta
              name="theme-color"
              content={themeColors[each]}
              media={theme === 'system' ? `(prefers-color-scheme: ${each})` : undefined}
            />
          ) : null,
        )}
        <title>{title}</title>
        {description ? <meta name="description" content={description} /> : null}
        {noIndex ? <meta name="robots" content="noindex" /> : null}
        {/* Addresses may hold tokens, so no path goes along; the origin does, for browsers without Fetch Metadata. */}
        {bare ? null : <meta name="referrer" content="strict-origin" />}
        <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
        {bare ? null : <link rel="apple-touch-icon" href={assetPath('icon-apple.png')} />}
        {bare ? null : <link rel="manifest" href="/manifest.webmanifest" />}
        <link rel="stylesheet" href={assetPath('styles.css')} />
        {bare ? null : <link rel="stylesheet" href={assetPath('bell.css')} />}
        {bare ? null : <script type="module" src={assetPath('browse.js')} nonce={nonce} />}
        {head}
      </head>
      <body class={bare ? 'bare' : ''}>
        {bare ? (
          <main id="main">{children}</main>
        ) : (
          <>
            <a class="skip" href="#main">
              {say('common.skip')}
            </a>
            <header class="site-header">
              <a class="brand" href="/" aria-label={say('common.home_of')}>
                <Logo />
                <span>Kinora</span>
              </a>
              <SearchForm query={query ?? ''} />
              <VisitorLinks />
              <Bell />
            </header>
            <SiteNavigation />
            <main id="main">{children}</main>
            <footer class="site-footer">
              <PreferencesForm />
            </footer>
            <Messages areas={['finder']} />
          </>
        )}
      </body>
    </html>
  );
};
