import { callAsViewer } from '../comments/viewer.ts';
import { explain } from '../explain.ts';
import { say } from '../messages.ts';
import type { ActionDeps } from './action-deps.ts';
import { sayInDialog } from './say-in-dialog.ts';

/** What opens the report dialog; one report of a video counts, so its form is sent once. */
export function startReport({
  videoId,
  tell,
}: Pick<ActionDeps, 'videoId' | 'tell'>): (dialog: HTMLDialogElement) => void {
  let isReady = false;
  return (dialog) => {
    const form = dialog.querySelector<HTMLFormElement>('[data-report]');
    const submit = form?.querySelector<HTMLButtonElement>('[type=submit]');
    if (!form || !submit || isReady) return;
    isReady = true;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const fields = new FormData(form);
      submit.disabled = true;
      try {
        const body = { reason: fields.get('reason'), note: fields.get('note') };
        await callAsViewer('POST', `/videos/${videoId}/report`, body);
        dialog.close();
        tell(say('watch.report_thanks'));
      } catch (error) {
        sayInDialog(dialog, explain(error));
      } finally {
        submit.disabled = false;
      }
    });
  };
}
