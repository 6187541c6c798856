import type { Say } from '../../../shared/messages/catalogue.ts';
import { assetPath } from '../assets.ts';
import { themeColors } from '../theme-colors.ts';

/** The Web App Manifest: what a browser asks for to put the site among the apps of a device. */
export function webManifest(say: Say, locale: string, dir: 'ltr' | 'rtl'): object {
  return {
    id: '/',
    name: 'Kinora',
    short_name: 'Kinora',
    description: say('home.description'),
    lang: locale,
    dir,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: themeColors.dark,
    theme_color: themeColors.dark,
    icons: [
      { src: assetPath('icon.svg'), type: 'image/svg+xml', sizes: 'any' },
      { src: assetPath('icon-192.png'), type: 'image/png', sizes: '192x192' },
      { src: assetPath('icon-512.png'), type: 'image/png', sizes: '512x512' },
      { src: assetPath('icon-maskable.png'), type: 'image/png', sizes: '512x512', purpose: 'maskable' },
    ],
    shortcuts: [
      { name: say('common.subscriptions'), url: '/subscriptions' },
      { name: say('common.upload'), url: '/studio/upload' },
    ],
  };
}
