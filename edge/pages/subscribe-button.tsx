import type { FC } from 'hono/jsx';

/** Whether the viewer is subscribed, and how many are, the script fills in: pages are the same for everybody. */
export const SubscribeButton: FC<{ channel: { channelId: string; name: string } }> = ({ channel }) => (
  <button
    type="button"
    class="pill needs-script"
    id="subscribe"
    data-channel-id={channel.channelId}
    aria-pressed="false"
    disabled
  >
    <span data-label>Subscribe</span> <span class="visually-hidden">to {channel.name}</span> <span data-count />
  </button>
);
