import type { FC } from 'hono/jsx';
import { Messages } from './messages.tsx';
import { useSay } from './visit.ts';

/** Whether the viewer is subscribed, and how many are, the script fills in: pages are the same for everybody. */
export const SubscribeButton: FC<{ channel: { channelId: string; name: string } }> = ({ channel }) => {
  const say = useSay();
  return (
    <>
      <button
        type="button"
        class="pill needs-script"
        id="subscribe"
        data-channel-id={channel.channelId}
        aria-pressed="false"
        disabled
      >
        <span data-label>{say('subscribe.subscribe')}</span>{' '}
        <span class="visually-hidden">{say('subscribe.to_channel', { name: channel.name })}</span> <span data-count />
      </button>
      <Messages areas={['subscribe', 'errors']} />
    </>
  );
};
