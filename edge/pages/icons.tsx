import type { FC } from 'hono/jsx';

/** Outlines on a 24 × 24 grid, in the colour of the text; what they mean is said beside them. */
const paths = {
  share: 'M14 5l6 6-6 6v-4c-5 0-8 1.5-10 5 .6-5.5 4-9 10-9V5Z',
  save: 'M4 6h11M4 11h11M4 16h6M17 13v7M13.5 16.5h7',
  flag: 'M6 21V4m0 .5h11.5l-2 4 2 4H6',
  history: 'M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4 4.5V9h4.5M12 8v4.5l3 1.8',
  playlists: 'M4 6h12M4 11h12M4 16h7M15 13.2v7l5.5-3.5L15 13.2Z',
  account: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6',
  close: 'M6 6l12 12M18 6L6 18',
  up: 'M6 14.5l6-6 6 6',
  down: 'M6 9.5l6 6 6-6',
};

export const Icon: FC<{ name: keyof typeof paths }> = ({ name }) => (
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
