import { formatTime } from '../../../shared/captions/cue.ts';
import { say } from '../../messages.ts';
import { type CueProblem, isFault } from './check-cues.ts';
import type { CueDraft } from './edit-cues.ts';
import { readTime } from './read-time.ts';

/** One caption of the list, as edge/pages/studio/captions/cue-templates.tsx lays it out. */
export class CueRow {
  static #made = 0;
  readonly element: HTMLElement;
  readonly start: HTMLInputElement;
  readonly end: HTMLInputElement;
  readonly text: HTMLTextAreaElement;
  readonly #problem: HTMLElement;
  #settings = '';
  #shown: CueProblem | null = null;

  constructor(template: HTMLTemplateElement, cue: CueDraft) {
    const [element] = document.importNode(template.content, true).children;
    const start = element?.querySelector<HTMLInputElement>('[data-start]');
    const end = element?.querySelector<HTMLInputElement>('[data-end]');
    const text = element?.querySelector<HTMLTextAreaElement>('[data-text]');
    const problem = element?.querySelector<HTMLElement>('[data-problem]');
    if (!(element instanceof HTMLElement) || !start || !end || !text || !problem)
      throw new Error('the template of a caption lacks a part');
    this.element = element;
    this.start = start;
    this.end = end;
    this.text = text;
    this.#problem = problem;
    problem.id = `cue-problem-${CueRow.#made++}`;
    this.cue = cue;
  }

  get cue(): CueDraft {
    return {
      ...{ startMs: readTime(this.start.value), endMs: readTime(this.end.value) },
      ...{ settings: this.#settings, text: this.text.value },
    };
  }

  set cue({ startMs, endMs, settings, text }: CueDraft) {
    if (startMs !== null) this.start.value = formatTime(startMs);
    if (endMs !== null) this.end.value = formatTime(endMs);
    this.#settings = settings;
    this.text.value = text;
  }

  setNumber(number: number): void {
    this.element.setAttribute('aria-label', say('captions.cue', { number }));
    this.start.setAttribute('aria-label', say('captions.start_of', { number }));
    this.end.setAttribute('aria-label', say('captions.end_of', { number }));
    this.text.setAttribute('aria-label', say('captions.text_of', { number }));
  }

  /** Says what is wrong beside the field that it is wrong in. */
  show(problem: CueProblem | null): void {
    if (problem === this.#shown) return;
    this.#shown = problem;
    this.#problem.hidden = problem === null;
    this.#problem.textContent = problem === null ? '' : say(`captions.problem_${problem}`);
    const wrong = this.#fieldOf(problem);
    for (const field of [this.start, this.end, this.text]) {
      if (field === wrong && isFault(problem)) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
      if (field === wrong) field.setAttribute('aria-describedby', this.#problem.id);
      else field.removeAttribute('aria-describedby');
    }
  }

  focusOn(problem: CueProblem | null): void {
    (this.#fieldOf(problem) ?? this.text).focus();
  }

  #fieldOf(problem: CueProblem | null): HTMLInputElement | HTMLTextAreaElement | null {
    if (problem === null) return null;
    if (problem === 'text') return this.text;
    return problem === 'end' || problem === 'order' ? this.end : this.start;
  }
}
