import { formats, say } from '../../messages.ts';
import type { SentRate } from './sent-rate.ts';

const MINUTE_SEC = 60;
const HOUR_SEC = 3_600;

export type RowButton = 'pause' | 'resume' | 'retry' | 'cancel' | 'remove';
export type RowHooks = Record<RowButton, () => void> & {
  onTitle: (title: string) => Promise<void>;
  onVisibility: (visibility: string) => Promise<void>;
};

/** One file on the page, made of the page's template. It shows what it is told and knows nothing of uploads. */
export function createUploadRow(file: File, title: string, visibility: string, hooks: RowHooks) {
  const template = document.querySelector<HTMLTemplateElement>('#upload-row');
  const row = template?.content.firstElementChild?.cloneNode(true);
  if (!(row instanceof HTMLElement)) throw new Error('the page has no row for uploads');
  const part = <Kind extends HTMLElement>(selector: string): Kind => {
    const found = row.querySelector<Kind>(selector);
    if (!found) throw new Error(`the row has no ${selector}`);
    return found;
  };
  const [state, problem, saved] = ['[data-state]', '[data-problem]', '[data-saved]'].map((each) => part(each));
  const [titleField, visibilityField] = [
    part<HTMLInputElement>('[data-title]'),
    part<HTMLSelectElement>('[data-visibility]'),
  ];
  const progress = part<HTMLProgressElement>('[data-progress]');
  const button = (name: RowButton) => part<HTMLButtonElement>(`[data-do="${name}"]`);
  if (!state || !problem || !saved) throw new Error('the row is incomplete');

  part('[data-name]').textContent = file.name;
  part('[data-size]').textContent = formats.size(file.size);
  progress.setAttribute('aria-label', say('upload.progress', { name: file.name }));
  titleField.value = title;
  visibilityField.value = visibility;
  for (const name of ['pause', 'resume', 'retry', 'cancel', 'remove'] as const)
    button(name).addEventListener('click', hooks[name]);
  const saving = async (save: Promise<void>) => {
    saved.textContent = '';
    saved.textContent = await save.then(
      () => say('upload.saved'),
      () => say('upload.not_saved'),
    );
  };
  titleField.addEventListener('change', () => {
    const said = titleField.value.trim();
    if (said === '') titleField.value = title;
    else void saving(hooks.onTitle(said));
  });
  visibilityField.addEventListener('change', () => void saving(hooks.onVisibility(visibilityField.value)));

  return {
    element: row,
    title: () => titleField.value.trim() || title,
    visibility: () => visibilityField.value,
    /** Several phrases stand side by side, each in its own direction. */
    say(...phrases: string[]): void {
      const parts = phrases.map((words) => Object.assign(document.createElement('bdi'), { textContent: words }));
      state.replaceChildren(...parts.flatMap((each, at) => (at === 0 ? [each] : [' · ', each])));
    },
    showProgress(share: number): void {
      progress.value = share;
    },
    showProblem(words: string | null): void {
      problem.textContent = words ?? '';
      problem.hidden = words === null;
    },
    /** The buttons that make sense now. The keyboard is not left on one that goes. */
    offer(...names: RowButton[]): void {
      const hadFocus = row.contains(document.activeElement) && document.activeElement instanceof HTMLButtonElement;
      for (const name of ['pause', 'resume', 'retry', 'cancel', 'remove'] as const)
        button(name).hidden = !names.includes(name);
      const [first] = names;
      if (hadFocus && first && document.activeElement?.closest('[hidden]')) button(first).focus();
    },
    showLink(kind: 'watch' | 'edit', href: string): void {
      const link = part<HTMLAnchorElement>(`[data-${kind}]`);
      link.href = href;
      link.hidden = false;
    },
    hideLink(kind: 'watch' | 'edit'): void {
      part(`[data-${kind}]`).hidden = true;
    },
    showRungs(rungs: readonly { name: string; percent: number }[]): void {
      const list = part('[data-rungs]');
      list.hidden = rungs.length === 0;
      list.replaceChildren(
        ...rungs.map(({ name, percent }) => {
          const item = document.createElement('li');
          item.textContent = say('upload.rung', { name, percent: formats.percent(percent / 100) });
          if (percent >= 100) item.dataset.done = '';
          return item;
        }),
      );
    },
    /** Nothing about the video can be changed any more. */
    close(): void {
      titleField.disabled = true;
      visibilityField.disabled = true;
    },
    remove(): void {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next?.querySelector<HTMLElement>('input') ?? document.querySelector<HTMLElement>('#upload-files'))?.focus();
    },
  };
}

export type UploadRow = ReturnType<typeof createUploadRow>;

/** `12 MB of 80 MB`, `3 MB per second`, `22 seconds left`. */
export function sentWords(sentBytes: number, totalBytes: number, rate: SentRate | null): string[] {
  const amounts = say('upload.amounts', { sent: formats.size(sentBytes), total: formats.size(totalBytes) });
  if (rate === null) return [amounts];
  return [amounts, say('upload.rate', { rate: formats.size(rate.bytesPerSec) }), timeWords(rate.secondsLeft)];
}

function timeWords(seconds: number): string {
  if (seconds < 2 * MINUTE_SEC) return say('upload.seconds_left', { count: seconds });
  if (seconds < 2 * HOUR_SEC) return say('upload.minutes_left', { count: Math.ceil(seconds / MINUTE_SEC) });
  return say('upload.hours_left', { count: Math.ceil(seconds / HOUR_SEC) });
}
