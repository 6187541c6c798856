import { callAsViewer } from '../../comments/viewer.ts';
import { formats, say } from '../../messages.ts';
import { followStatus } from '../../processing/follow-status.ts';

const form = document.querySelector<HTMLFormElement>('#content');
if (form) {
  countChosen(form);
  for (const row of form.querySelectorAll<HTMLElement>('tr[data-status="processing"]')) void followRow(row);
}

/** Says how many are chosen, and offers to choose all; the buttons wait until there is one. */
function countChosen(form: HTMLFormElement): void {
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>('input[name^="video."]')];
  const all = form.querySelector<HTMLInputElement>('[data-choose-all]');
  const words = form.querySelector<HTMLOutputElement>('[data-chosen]');
  const buttons = form.querySelectorAll<HTMLButtonElement>('#with-chosen button');
  const show = () => {
    const count = boxes().filter(({ checked }) => checked).length;
    if (words) words.textContent = say('studio.chosen', { count });
    for (const button of buttons) button.disabled = count === 0;
    if (!all) return;
    all.checked = count > 0 && count === boxes().length;
    all.indeterminate = count > 0 && !all.checked;
  };
  form.addEventListener('change', ({ target }) => {
    if (target === all) for (const box of boxes()) box.checked = all?.checked === true;
    show();
  });
  // A page that comes back from the back button's memory has its boxes as they were.
  addEventListener('pageshow', show);
  show();
}

/** Keeps the progress of a video true; when it plays, is ready or has failed, the row is fetched again. */
async function followRow(row: HTMLElement): Promise<void> {
  const { videoId = '' } = row.dataset;
  const bar = row.querySelector('progress');
  const words = row.querySelector('[data-stage]');
  let wasPlayable: boolean | null = null;
  for await (const report of followStatus(videoId, { call: callAsViewer, byStream: false })) {
    const isOver = report.status === 'ready' || report.status === 'failed';
    wasPlayable ??= report.playable;
    if (isOver || report.playable !== wasPlayable) {
      await renewRow(videoId);
      return;
    }
    const percent = formats.percent(report.progress / 100);
    const stage = say(`encoding.stage_${report.stage ?? 'queued'}`);
    if (bar) {
      bar.value = report.progress;
      bar.setAttribute('aria-label', stage);
    }
    if (words) words.textContent = say('encoding.stage_progress', { stage, percent });
  }
}

async function renewRow(videoId: string): Promise<void> {
  const selector = `tr[data-video-id="${CSS.escape(videoId)}"]`;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector<HTMLElement>(selector);
  const row = document.querySelector<HTMLElement>(selector);
  if (!fresh || !row) return;
  const box = fresh.querySelector<HTMLInputElement>('input[name^="video."]');
  if (box) box.checked = row.querySelector<HTMLInputElement>('input[name^="video."]')?.checked === true;
  const hadFocus = row.contains(document.activeElement);
  row.replaceWith(fresh);
  if (hadFocus) box?.focus();
  if (fresh.dataset.status === 'processing') await followRow(fresh);
}
