import type { SetSubscription, SubscriptionState } from '../../shared/contracts/subscriptions.ts';
import { callAsViewer } from '../comments/viewer.ts';
import { explain } from '../explain.ts';
import { formats, say } from '../messages.ts';
import type { ActionDeps } from './action-deps.ts';

/** While somebody looks at the page, the count is asked for so often. */
const refreshMs = 30_000;

/** The button beside the channel's name. Who is not signed in costs no request. */
export function startSubscribe(
  root: HTMLElement,
  { viewer, tell, askToSignIn }: Pick<ActionDeps, 'viewer' | 'tell' | 'askToSignIn'>,
): void {
  const button = root.querySelector<HTMLButtonElement>('#subscribe');
  const [label, count] = [button?.querySelector('[data-label]'), button?.querySelector('[data-count]')];
  if (!button || !label || !count) return;
  const path = `/channels/${button.dataset.channelId}/subscription`;
  let isSubscribed = false;
  let asked = 0;

  function show(state: SubscriptionState): void {
    isSubscribed = state.subscribed;
    button?.setAttribute('aria-pressed', String(isSubscribed));
    if (label) label.textContent = say(isSubscribed ? 'subscribe.subscribed' : 'subscribe.subscribe');
    if (count) count.textContent = formats.compact(state.subscriber_count);
  }

  /** Shows the answer, unless something was asked after it. */
  async function ask(answer: Promise<SubscriptionState>): Promise<void> {
    asked += 1;
    const mine = asked;
    const state = await answer;
    if (mine === asked) show(state);
  }
  const refresh = () => ask(callAsViewer<SubscriptionState>('GET', path)).catch(() => {});

  button.addEventListener('click', async () => {
    if (!viewer) return askToSignIn();
    button.disabled = true;
    const body: SetSubscription = {};
    try {
      await ask(isSubscribed ? callAsViewer('DELETE', path) : callAsViewer('PUT', path, body));
    } catch (error) {
      tell(explain(error));
    }
    button.disabled = false;
  });
  button.disabled = false;
  if (!viewer) return;
  void refresh();
  setInterval(() => {
    if (document.visibilityState === 'visible' && !button.disabled) void refresh();
  }, refreshMs);
}
