import type { StudioPlayer } from '../player/studio-player.ts';
import { type CueProblem, checkCues, isFault } from './check-cues.ts';
import { CueRow } from './cue-row.ts';
import { type CueDraft, isTimed, mergeCues, newCue, splitCue } from './edit-cues.ts';
import type { Preview } from './preview.ts';

export type CueListDeps = {
  list: HTMLElement;
  /** Shown while there are none. */
  none: HTMLElement;
  addButton: HTMLElement;
  templates: { row: HTMLTemplateElement; tools: HTMLTemplateElement };
  player: StudioPlayer;
  preview: Preview;
  durationMs: number | null;
  onChange(): void;
};

/** The captions in their order on the page, and what is done with them. */
export class CueList {
  readonly #deps: CueListDeps;
  readonly #rows: CueRow[] = [];

  constructor(deps: CueListDeps, cues: readonly CueDraft[]) {
    this.#deps = deps;
    const { list, templates } = deps;
    const [tools] = document.importNode(templates.tools.content, true).children;
    if (!(tools instanceof HTMLElement)) throw new Error('the template of the tools is empty');
    deps.addButton.addEventListener('click', () => this.#add());
    for (const cue of cues) this.#insert(this.#rows.length, cue);
    this.#renumber();
    this.#check(false);
    list.addEventListener('focusin', ({ target }) => {
      const row = this.#rowOf(target);
      if (row && tools.parentElement !== row.element) row.element.append(tools);
    });
    list.addEventListener('input', ({ target }) => {
      const row = this.#rowOf(target);
      if (row) deps.preview.renew(row);
      // At once: what moves the page when a field is left moves the button away that is being pressed.
      this.#check(false);
      deps.onChange();
    });
    tools.addEventListener('click', ({ target }) => {
      const tool = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-tool]')?.dataset.tool : undefined;
      const row = this.#rowOf(target);
      if (row && tool !== undefined) this.#actions[tool]?.(row, this.#rows.indexOf(row));
    });
  }

  get cues(): CueDraft[] {
    return this.#rows.map(({ cue }) => cue);
  }

  /** Adds one where the player is, or behind the last one while it has not moved. */
  #add(): void {
    const cues = this.cues;
    const nowMs = this.#nowMs();
    const lastMs = Math.max(0, ...cues.map(({ endMs }) => endMs ?? 0));
    const atMs = nowMs === 0 ? lastMs : nowMs;
    const later = cues.findIndex(({ startMs }) => startMs !== null && startMs > atMs);
    this.#change(later < 0 ? cues.length : later, 0, [newCue(cues, atMs, this.#deps.durationMs)]);
  }

  /** Says beside each what is wrong with it. Returns how many cannot be kept. */
  check(): number {
    return this.#check(true);
  }

  focusOnFault(): void {
    const problems = this.#problems();
    const index = problems.findIndex(isFault);
    this.#rows[index]?.focusOn(problems[index] ?? null);
  }

  readonly #actions: Record<string, (row: CueRow, index: number) => void> = {
    play_from: ({ cue }) => void this.#deps.player.playFrom((cue.startMs ?? 0) / 1000).catch(() => undefined), // it was told
    start_here: (row) => this.#set(row, { startMs: this.#nowMs() }),
    end_here: (row) => this.#set(row, { endMs: this.#nowMs() }),
    split: ({ cue, text }, index) => {
      if (isTimed(cue)) this.#change(index, 1, splitCue(cue, this.#nowMs(), text.selectionStart), 1);
    },
    merge: ({ cue }, index) => {
      const next = this.#rows[index + 1]?.cue;
      if (next && isTimed(cue) && isTimed(next)) this.#change(index, 2, [mergeCues(cue, next)]);
    },
    add_after: ({ cue }, index) =>
      this.#change(index + 1, 0, [newCue(this.cues, cue.endMs ?? cue.startMs ?? this.#nowMs(), this.#deps.durationMs)]),
    remove: (_, index) => this.#change(index, 1, []),
  };

  /** Puts `cues` in the place of `count`, and the focus on the text of the `focused`th of them. */
  #change(index: number, count: number, cues: readonly CueDraft[], focused = 0): void {
    for (const row of this.#rows.splice(index, count)) {
      this.#deps.preview.remove(row);
      row.element.remove();
    }
    for (const [at, cue] of cues.entries()) this.#insert(index + at, cue);
    this.#renumber();
    const at = Math.min(index + focused, this.#rows.length - 1);
    const row = this.#rows[at];
    if (row) row.focusOn(null);
    else this.#deps.addButton.focus();
    this.#check(false);
    this.#deps.onChange();
  }

  /** `isFinal`: what has no text yet is not being written any more. */
  #check(isFinal: boolean): number {
    return this.#problems().filter((problem, index) => {
      this.#rows[index]?.show(problem === 'text' && !isFinal ? null : problem);
      return isFault(problem);
    }).length;
  }

  #set(row: CueRow, change: Partial<CueDraft>): void {
    row.cue = { ...row.cue, ...change };
    this.#deps.preview.renew(row);
    this.#check(false);
    this.#deps.onChange();
  }

  #insert(index: number, cue: CueDraft): void {
    const row = new CueRow(this.#deps.templates.row, cue);
    this.#deps.list.insertBefore(row.element, this.#rows[index]?.element ?? null);
    this.#rows.splice(index, 0, row);
    this.#deps.preview.renew(row);
  }

  #renumber(): void {
    for (const [index, row] of this.#rows.entries()) row.setNumber(index + 1);
    this.#deps.none.hidden = this.#rows.length > 0;
  }

  #problems(): (CueProblem | null)[] {
    return checkCues(this.cues, this.#deps.durationMs);
  }

  #rowOf(target: EventTarget | null): CueRow | undefined {
    const element = target instanceof Element ? target.closest('.cue') : null;
    return this.#rows.find((row) => row.element === element);
  }

  #nowMs(): number {
    return Math.round(this.#deps.player.video.currentTime * 1000);
  }
}
