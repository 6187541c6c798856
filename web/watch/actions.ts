import { explain } from '../explain.ts';
import type { ActionDeps } from './action-deps.ts';
import { startRating } from './rating.ts';
import { startReport } from './report.ts';
import { startSave } from './save.ts';
import { sayInDialog } from './say-in-dialog.ts';
import { startShare } from './share.ts';
import { startSubscribe } from './subscribe.ts';

/** Brings the row of buttons below the video to life. */
export function startActions(root: HTMLElement, given: Pick<ActionDeps, 'videoId' | 'viewer' | 'news'>): void {
  const row = root.querySelector<HTMLElement>('#actions');
  const said = root.querySelector<HTMLElement>('#actions-said');
  const signIn = root.querySelector<HTMLElement>('#actions-sign-in');
  const link = signIn?.querySelector('a');
  if (!row || !said || !signIn || !link) return;
  link.href = `/account/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  const deps: ActionDeps = {
    ...given,
    tell(words) {
      said.textContent = words;
    },
    askToSignIn() {
      signIn.hidden = false;
      link.focus();
    },
  };
  startRating(row, deps);
  startSubscribe(root, deps);
  const opens: Record<string, (dialog: HTMLDialogElement) => Promise<void> | void> = {
    'share-dialog': startShare(deps),
    'save-dialog': startSave(deps),
    'report-dialog': startReport(deps),
  };
  for (const button of row.querySelectorAll<HTMLButtonElement>('[data-opens]')) {
    const id = button.dataset.opens ?? '';
    const dialog = document.getElementById(id);
    if (!(dialog instanceof HTMLDialogElement)) continue;
    closeByHand(dialog);
    button.disabled = false;
    button.addEventListener('click', async () => {
      if (button.dataset.needs !== undefined && !given.viewer) return deps.askToSignIn();
      dialog.showModal();
      sayInDialog(dialog, '');
      try {
        await opens[id]?.(dialog);
      } catch (error) {
        sayInDialog(dialog, explain(error));
      }
    });
  }
}

/** The browser closes it on Escape and gives the focus back. */
function closeByHand(dialog: HTMLDialogElement): void {
  dialog.addEventListener('click', ({ target }) => {
    const isButton = target instanceof Element && target.closest('[data-closes]') !== null;
    if (isButton || target === dialog) dialog.close(); // the dialog itself is hit beside its contents alone
  });
}
