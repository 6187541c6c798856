import type { FC } from 'hono/jsx';
import { assetPath } from './assets.ts';
import { useVisit } from './visit.ts';

/** What its script fills. Hidden until that knows who is signed in: without scripts there is no bell. */
export const Bell: FC = () => (
  <div class="bell" id="bell" hidden data-signed-in={useVisit().signedIn ? '' : undefined}>
    <button
      type="button"
      class="bell-button"
      aria-expanded="false"
      aria-controls="bell-panel"
      aria-label="Notifications"
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
    <section class="bell-panel" id="bell-panel" aria-label="Notifications" tabindex={-1} hidden>
      <p class="bell-none">Nothing yet.</p>
      <ul class="bell-list" />
    </section>
    <p class="bell-status visually-hidden" role="status" />
    <script type="module" src={assetPath('bell.js')} nonce={useVisit().nonce} />
  </div>
);
