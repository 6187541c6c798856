import { ApiError } from '../api.ts';

export type ComposerOptions = {
  submitWords: string;
  text?: string;
  /** Resolves when it is done; the words stay in the form when it is not. */
  onSubmit(content: string): Promise<void>;
  /** With it there is a button to give up. */
  onCancel?: () => void;
};

const words: Record<string, string> = {
  network: 'There is no connection. Your words are still here: try again.',
  rate_limited: 'That was quick. Wait a moment and try again.',
  unauthenticated: 'Sign in first; your words stay here.',
  comments_off: 'This video does not take comments any more.',
  validation_failed: 'This is too long, or there is nothing to see in it.',
};

export function explain(error: unknown): string {
  return error instanceof ApiError ? (words[error.code] ?? error.message) : 'Something went wrong. Try again.';
}

/** Brings the page's comment form, or a copy of it, to life. */
export function startComposer(form: HTMLFormElement, { submitWords, text, onSubmit, onCancel }: ComposerOptions): void {
  const area = form.querySelector('textarea');
  const problem = form.querySelector<HTMLElement>('.comment-problem');
  const submit = form.querySelector<HTMLButtonElement>('[type=submit]');
  const cancel = form.querySelector<HTMLElement>('[data-action=cancel]');
  if (!area || !problem || !submit || !cancel) return;
  form.hidden = false;
  submit.textContent = submitWords;
  area.value = text ?? '';
  const send = async () => {
    if (submit.disabled || area.value.trim() === '') return;
    problem.hidden = true;
    submit.disabled = true;
    try {
      await onSubmit(area.value);
      area.value = '';
    } catch (error) {
      problem.textContent = explain(error);
      problem.hidden = false;
    } finally {
      submit.disabled = false;
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  form.addEventListener('keydown', (event) => {
    event.stopPropagation(); // the player listens for keys, too
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
    if (event.key === 'Escape') onCancel?.();
  });
  if (!onCancel) return;
  cancel.hidden = false;
  cancel.addEventListener('click', onCancel);
  area.focus();
}
