/** What a page's address is made of. */
export type Site = { videoId: string; handle: string; playlistId: string };

export type SitePage = {
  name: string;
  path: (site: Site) => string;
  /** Whose: anybody's, or that of somebody who is signed in (the site's creator, who is its operator too). */
  as: 'anybody' | 'member';
  /** What the eye waits for is a video's picture. */
  paintsPoster?: true;
  /** Gzip bytes of scripts before anybody touches the page; 40 KiB where nothing is said. */
  scriptBudgetBytes?: number;
};

const KIB = 1024;

/** Every kind of page that people see. A new one has its line here: it is inspected and its picture is taken. */
export const sitePages: readonly SitePage[] = [
  { name: 'home', path: () => '/', as: 'anybody', paintsPoster: true },
  { name: 'home-member', path: () => '/', as: 'member' },
  { name: 'category', path: () => '/category/science', as: 'anybody' },
  { name: 'trending', path: () => '/trending?window=week', as: 'anybody', paintsPoster: true },
  { name: 'subscriptions', path: () => '/subscriptions', as: 'member' },
  { name: 'subscriptions-invitation', path: () => '/subscriptions', as: 'anybody' },
  { name: 'search', path: () => '/search?q=tide', as: 'anybody' },
  { name: 'search-nothing', path: () => '/search?q=zzzqqq&duration=long', as: 'anybody' },
  { name: 'channel', path: ({ handle }) => `/@${handle}`, as: 'anybody', paintsPoster: true },
  { name: 'channel-playlists', path: ({ handle }) => `/@${handle}/playlists`, as: 'anybody' },
  { name: 'channel-about', path: ({ handle }) => `/@${handle}/about`, as: 'anybody' },
  {
    name: 'watch',
    path: ({ videoId }) => `/watch/${videoId}`,
    as: 'anybody',
    scriptBudgetBytes: 90 * KIB,
    paintsPoster: true,
  },
  { name: 'watch-member', path: ({ videoId }) => `/watch/${videoId}`, as: 'member', scriptBudgetBytes: 90 * KIB },
  {
    name: 'embed',
    path: ({ videoId }) => `/embed/${videoId}`,
    as: 'anybody',
    scriptBudgetBytes: 90 * KIB,
    paintsPoster: true,
  },
  { name: 'design', path: () => '/design', as: 'anybody' },
  { name: 'nothing-here', path: () => '/watch/nothingHere', as: 'anybody' },
  { name: 'sign-in', path: () => '/account/sign-in', as: 'anybody' },
  { name: 'sign-up', path: () => '/account/sign-up', as: 'anybody' },
  { name: 'unsubscribe', path: () => '/account/unsubscribe?token=x', as: 'anybody' },
  { name: 'account', path: () => '/account', as: 'member' },
  { name: 'account-data', path: () => '/account/data', as: 'member' },
  { name: 'second-factor', path: () => '/account/second-factor', as: 'member' },
  { name: 'history', path: () => '/account/history', as: 'member' },
  { name: 'playlists', path: () => '/account/playlists', as: 'member' },
  { name: 'studio', path: () => '/studio', as: 'member' },
  { name: 'studio-upload', path: () => '/studio/upload', as: 'member' },
  { name: 'studio-video', path: ({ videoId }) => `/studio/videos/${videoId}`, as: 'member' },
  { name: 'studio-captions', path: ({ videoId }) => `/studio/videos/${videoId}/captions/new`, as: 'member' },
  { name: 'studio-comments', path: () => '/studio/comments', as: 'member' },
  { name: 'studio-channel', path: () => '/studio/channel', as: 'member' },
  { name: 'studio-keys', path: () => '/studio/keys', as: 'member' },
  { name: 'studio-notifications', path: () => '/studio/notifications', as: 'member' },
  { name: 'studio-storage', path: () => '/studio/storage', as: 'member' },
  { name: 'admin', path: () => '/admin', as: 'member' },
  { name: 'admin-queues', path: () => '/admin/queues', as: 'member' },
  { name: 'admin-users', path: () => '/admin/users', as: 'member' },
  { name: 'moderation', path: () => '/moderation', as: 'member' },
  { name: 'moderation-held', path: () => '/moderation/held', as: 'member' },
  { name: 'moderation-decisions', path: () => '/moderation/decisions', as: 'member' },
  { name: 'playlist', path: ({ playlistId }) => `/playlist/${playlistId}`, as: 'anybody' },
];
