import type { FC } from 'hono/jsx';
import { Messages } from './messages.tsx';
import { useSay, useVisit } from './visit.ts';

/** Whether the viewer is subscribed, and how many are, the script fills in. */
export const SubscribeButton: FC<{ channel: { channelId: string; name: string } }> = ({ channel }) => {
  const say = useSay();
  const { signedIn } = useVisit();
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
        <span class="visually-hidden">{say('subscribe.to_channel', { name: channel.name })}</span>{' '}
        <span data-count data-room={signedIn ? '' : undefined} />
      </button>
      <Messages areas={['subscribe', 'errors']} />
    </>
  );
};
