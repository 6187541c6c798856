import type { FC } from 'hono/jsx';
import { assetPath } from './assets.ts';
import { Messages } from './messages.tsx';
import { useSay, useVisit } from './visit.ts';

/** What its script fills, and hides from who is not signed in after all: without scripts there is no bell. */
export const Bell: FC = () => {
  const say = useSay();
  const { signedIn, nonce } = useVisit();
  return (
    <div class="bell needs-script" id="bell" hidden={!signedIn} data-signed-in={signedIn ? '' : undefined}>
      <button
        type="button"
        class="bell-button"
        aria-expanded="false"
        aria-controls="bell-panel"
        aria-label={say('notifications.title')}
      >
        <svg
          viewBox="0 0 24 24"
          width="22"
          height="22"
          fill="none"
          stroke="currentColor"
          stroke-width="1.8"
          aria-hidden="true"
        >
          <path d="M6 16V11a6 6 0 0 1 12 0v5l1.6 2H4.4L6 16Z" stroke-linejoin="round" />
          <path d="M10 20.5a2.2 2.2 0 0 0 4 0" stroke-linecap="round" />
        </svg>
        <span class="bell-count" hidden />
      </button>
      <section class="bell-panel" id="bell-panel" aria-label={say('notifications.title')} tabindex={-1} hidden>
        <p class="bell-none">{say('notifications.none')}</p>
        <ul class="bell-list" />
      </section>
      <p class="bell-status visually-hidden" role="status" />
      <script type="module" src={assetPath('bell.js')} nonce={nonce} />
      <Messages areas={['notifications']} />
    </div>
  );
};
