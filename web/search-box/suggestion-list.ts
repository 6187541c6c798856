import { say } from '../messages.ts';

const ID = 'search-suggestions';

/** The list below the search field. The focus stays in the field, which names the option that is chosen. */
export class SuggestionList {
  readonly #input: HTMLInputElement;
  readonly #list = document.createElement('ul');
  readonly #status = document.createElement('p');
  readonly #onChosen: (text: string) => void;
  #active = -1;

  constructor(form: HTMLElement, input: HTMLInputElement, onChosen: (text: string) => void) {
    this.#input = input;
    this.#onChosen = onChosen;
    Object.assign(this.#list, { id: ID, className: 'suggestions', hidden: true, role: 'listbox' });
    this.#list.ariaLabel = say('finder.suggestions');
    Object.assign(this.#status, { className: 'visually-hidden', role: 'status' });
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', ID);
    input.setAttribute('aria-expanded', 'false');
    form.after(this.#list, this.#status);
    // Before the field would lose the focus, and the list with it.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest('[role=option]') : null;
      if (option) this.#onChosen(option.textContent ?? '');
    });
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  show(texts: readonly string[]): void {
    this.#list.replaceChildren(...texts.map(optionOf));
    this.#setActive(-1);
    this.#setOpen(texts.length > 0);
  }

  close(): void {
    this.show([]);
    this.tell('');
  }

  /** Said to those who do not see the list. */
  tell(words: string): void {
    this.#status.textContent = words;
  }

  /** To the next option or the one before; past either end, back into what was typed. */
  move(step: 1 | -1): void {
    const places = this.#list.children.length + 1;
    this.#setActive(((this.#active + 1 + step + places) % places) - 1);
  }

  /** Takes the option that is chosen; false where none is. */
  choose(): boolean {
    const option = this.#list.children[this.#active];
    if (!this.isOpen || !option) return false;
    this.#onChosen(option.textContent ?? '');
    return true;
  }

  #setOpen(isOpen: boolean): void {
    this.#list.hidden = !isOpen;
    this.#input.setAttribute('aria-expanded', String(isOpen));
  }

  #setActive(active: number): void {
    this.#active = active;
    for (const [index, option] of [...this.#list.children].entries()) {
      option.ariaSelected = String(index === active);
      if (index === active) option.scrollIntoView({ block: 'nearest' });
    }
    const id = this.#list.children[active]?.id;
    if (id === undefined) this.#input.removeAttribute('aria-activedescendant');
    else this.#input.setAttribute('aria-activedescendant', id);
  }
}

/** Text alone is set: it is what somebody else typed. */
function optionOf(text: string, index: number): HTMLElement {
  const option = document.createElement('li');
  Object.assign(option, { id: `${ID}-${index}`, role: 'option', textContent: text, dir: 'auto' });
  option.ariaSelected = 'false';
  return option;
}
