import { readViewer } from '../comments/viewer.ts';
import { startSubscribe } from '../watch/subscribe.ts';

const head = document.getElementById('channel');
const link = document.getElementById('channel-sign-in');
const said = document.getElementById('channel-said');
if (head && link && said) void startHead(head, link, said);

/** Lets somebody subscribe on the channel's own page. */
async function startHead(head: HTMLElement, link: HTMLElement, said: HTMLElement): Promise<void> {
  startSubscribe(head, {
    viewer: await readViewer(head.dataset.signedIn !== undefined),
    tell(words) {
      said.textContent = words;
    },
    askToSignIn() {
      link.hidden = false;
      link.focus();
    },
  });
}
