import type { FC } from 'hono/jsx';

/** Outlines on a 24 × 24 grid, in the colour of the text; what they mean is said beside them. */
const paths = {
  share: 'M14 5l6 6-6 6v-4c-5 0-8 1.5-10 5 .6-5.5 4-9 10-9V5Z',
  save: 'M4 6h11M4 11h11M4 16h6M17 13v7M13.5 16.5h7',
  flag: 'M6 21V4m0 .5h11.5l-2 4 2 4H6',
  history: 'M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4 4.5V9h4.5M12 8v4.5l3 1.8',
  playlists: 'M4 6h12M4 11h12M4 16h7M15 13.2v7l5.5-3.5L15 13.2Z',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6',
  home: 'M4 11l8-7 8 7v8.5a1 1 0 0 1-1 1h-4.5v-6h-5v6H5a1 1 0 0 1-1-1V11Z',
  trending:
    'M12 3c.5 3.5 5.5 5.8 5.5 11a5.5 5.5 0 0 1-11 0c0-2.4 1.2-3.8 2.3-5 .3 1.4.9 2.2 1.9 2.7C10.4 8.6 10.6 5.6 12 3Z',
  subscriptions:
    'M5 8h14a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1ZM6.5 5h11M8.5 2.5h7M10.5 11.2v5.6l4.6-2.8-4.6-2.8Z',
  upload: 'M12 15.5V4.5m0 0L7.5 9M12 4.5 16.5 9M4.5 15v3.5a1.5 1.5 0 0 0 1.5 1.5h12a1.5 1.5 0 0 0 1.5-1.5V15',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5',
  content: 'M4 5.5h16v13H4v-13Zm6.5 3.6v5.8l5-2.9-5-2.9Z',
  comments: 'M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4.5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z',
  key: 'M14.5 13.5a4.5 4.5 0 1 0-4.2-2.9L4 17v3h3v-2h2v-2h1.5l2-2.1c.6.4 1.3.6 2 .6Zm1.3-5.3h.1',
  bell: 'M6 16v-5a6 6 0 0 1 12 0v5l1.6 2H4.4L6 16Zm4 4.5a2.2 2.2 0 0 0 4 0',
  storage:
    'M4 6.5C4 4.9 7.6 4 12 4s8 .9 8 2.5v11c0 1.6-3.6 2.5-8 2.5s-8-.9-8-2.5v-11Zm0 0C4 8.1 7.6 9 12 9s8-.9 8-2.5M4 12c0 1.6 3.6 2.5 8 2.5s8-.9 8-2.5',
  next: 'M6 5.5v13l9-6.5-9-6.5Zm12 0v13',
  theatre: 'M3 7h18v10H3V7Z',
  verified:
    'M12 3l2.4 1.9 3-.2.9 2.9 2.5 1.7-1 2.8 1 2.8-2.5 1.7-.9 2.9-3-.2L12 21.2l-2.4-1.9-3 .2-.9-2.9-2.5-1.7 1-2.8-1-2.8 2.5-1.7.9-2.9 3 .2L12 3Zm-3.6 9.2 2.5 2.5 4.8-5',
  close: 'M6 6l12 12M18 6L6 18',
  up: 'M6 14.5l6-6 6 6',
  down: 'M6 9.5l6 6 6-6',
};

export type IconName = keyof typeof paths;

export const iconNames = Object.keys(paths) as (keyof typeof paths)[]; // its own keys

export const Icon: FC<{ name: IconName }> = ({ name }) => (
  <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path
      d={paths[name]}
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

export const Thumb: FC<{ down?: boolean }> = ({ down }) => (
  <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" class={down ? 'down' : undefined}>
    <path
      d="M7 10.5 11 3c1.4 0 2.4 1.1 2.2 2.5L12.7 9H18a2 2 0 0 1 2 2.4l-1.3 6.6a2 2 0 0 1-2 1.6H7m0-9.1H4v9.1h3m0-9.1v9.1"
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linejoin="round"
    />
  </svg>
);

export const Logo: FC = () => (
  <svg class="logo" viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
    <rect x="1" y="4" width="30" height="24" rx="8" fill="var(--accent)" />
    <path d="M13 10.8v10.4a.9.9 0 0 0 1.37.77l8.4-5.2a.9.9 0 0 0 0-1.54l-8.4-5.2A.9.9 0 0 0 13 10.8Z" fill="#fff" />
    <path d="M7.5 9.5v13" stroke="#fff" stroke-opacity=".55" stroke-width="2.2" stroke-linecap="round" />
  </svg>
);
