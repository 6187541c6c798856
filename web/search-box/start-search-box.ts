import type { SuggestAnswer } from '../../shared/contracts/search.ts';
import { callApi } from '../api.ts';
import { say } from '../messages.ts';
import { SuggestionList } from './suggestion-list.ts';

const DEBOUNCE_MS = 120;
const MAX_SHOWN = 8;
const MAX_LETTERS = 200;

/** The search field of the header as a combobox with a list (ARIA Authoring Practices, "Editable Combobox"). */
export function startSearchBox(): void {
  const form = document.querySelector<HTMLFormElement>('#search-form');
  const input = form?.querySelector<HTMLInputElement>('input[name=q]');
  if (!form || !input) return;
  input.type = 'text'; // a field of the type `search` may not be a combobox
  input.enterKeyHint = 'search';
  const list = new SuggestionList(form, input, (text) => {
    input.value = text;
    form.requestSubmit();
  });
  followTyping(input, list);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.activeElement?.closest('input, select, textarea, [contenteditable]')) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}

function followTyping(input: HTMLInputElement, list: SuggestionList): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const ask = async () => {
    asked += 1;
    const mine = asked;
    const typed = input.value.trim();
    if (typed === '' || typed.length > MAX_LETTERS) return list.close();
    const path = `/search/suggest?q=${encodeURIComponent(input.value)}`;
    const answer = await callApi<SuggestAnswer>('GET', path).catch(() => null); // searching works without
    if (mine !== asked || document.activeElement !== input) return;
    const texts = answer?.suggestions.map(({ text }) => text).slice(0, MAX_SHOWN) ?? [];
    list.show(texts);
    list.tell(texts.length === 0 ? '' : say('finder.suggestion_count', { count: texts.length }));
  };
  /** An answer that is still on its way comes too late. */
  const stay = () => {
    clearTimeout(timer);
    asked += 1;
  };
  const forget = () => {
    stay();
    list.close();
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), DEBOUNCE_MS);
  });
  input.addEventListener('blur', forget);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return; // the arrows choose among the input method's own words
    if (event.key === 'Escape' && list.isOpen) event.preventDefault();
    if (event.key === 'Escape') return forget();
    if (event.key === 'Enter' && list.choose()) event.preventDefault();
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    if (!list.isOpen) return void ask();
    stay(); // else a new list would take the choice away
    list.move(event.key === 'ArrowDown' ? 1 : -1);
  });
}
