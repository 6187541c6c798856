import type { KeysOf } from '../../shared/messages/catalogue.ts';
import { ApiError } from '../api.ts';
import { explain } from '../explain.ts';
import { keyIn, say } from '../messages.ts';

export type ComposerOptions = {
  submitWords: string;
  text?: string;
  /** Resolves when it is done; the words stay in the form when it is not. */
  onSubmit(content: string): Promise<void>;
  /** With it there is a button to give up. */
  onCancel?: () => void;
};

/** As `explain`, in the words of who writes: nothing of what they wrote is lost. */
export function explainToWriter(error: unknown): string {
  const key = error instanceof ApiError ? keyIn('comments', `problem_${error.code}`) : null;
  return isProblem(key) ? say(key) : explain(error);
}

type ProblemKey = Extract<KeysOf<'comments'>, `comments.problem_${string}`>;
const isProblem = (key: string | null): key is ProblemKey => key?.startsWith('comments.problem_') === true;

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
      problem.textContent = explainToWriter(error);
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
