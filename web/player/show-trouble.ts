import { say } from '../messages.ts';
import { describeError } from './describe-error.ts';
import type { PlayerEvents } from './video-player.ts';

/**
 * Says what is wrong: in a line at the top while it may end by itself and what is loaded plays on, over the whole picture
 * once it does not.
 */
export function showTrouble(root: HTMLElement, retry: () => void): Pick<PlayerEvents, 'onWaiting' | 'onFailed'> {
  const message = root.querySelector<HTMLElement>('.player-message');
  const words = message?.querySelector('p');
  const button = message?.querySelector('button');

  function show(how: 'waits' | 'failed' | null, text = '', act = ''): void {
    if (!message || !words || !button) return;
    if (how === null && message.dataset.how === 'failed') return; // an old answer that came late
    // Who has pressed it is not to lose their place in the page with it.
    if (how === null && message.contains(document.activeElement))
      root.querySelector<HTMLElement>('media-controller')?.focus();
    message.hidden = how === null;
    if (how === null) return;
    message.dataset.how = how;
    words.textContent = text;
    button.textContent = act;
  }

  button?.addEventListener('click', () => {
    if (message) message.dataset.how = 'waits';
    retry();
  });
  return {
    onWaiting(kind) {
      if (kind === null) return show(null);
      const text = say(
        navigator.onLine ? (kind === 'busy' ? 'player.busy' : 'player.no_connection') : 'player.offline',
      );
      show('waits', text, say('player.try_now'));
    },
    onFailed(error) {
      console.warn('playback failed', error);
      show('failed', say(describeError(error)), say('common.try_again'));
    },
  };
}
