/**
 * Sends the forms of a list without leaving the page, and puts the list as it is then in place of the one before. Whatever
 * goes wrong is left to the browser, which sends the form as it would without a script.
 */
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const question = form.dataset.asks;
  if (question !== undefined && !confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.dataset.quiet === undefined) return;
  event.preventDefault();
  const button = event.submitter;
  void send(form).then(
    (list) => replaceList(list, button),
    () => form.submit(),
  );
});

async function send(form: HTMLFormElement): Promise<HTMLElement> {
  const fields = [...new FormData(form)].map(([name, value]) => [name, String(value)]);
  const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams(fields) });
  const list = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('library');
  if (!list) throw new Error('the answer is another page'); // the sign-in, most likely
  return list;
}

/** The keyboard stays on the button that was pressed, while there still is one; else it begins again at the heading. */
function replaceList(list: HTMLElement, button: HTMLElement | null): void {
  const label = button?.getAttribute('aria-label');
  document.getElementById('library')?.replaceWith(list);
  const same = [...list.querySelectorAll<HTMLButtonElement>('button[aria-label]')].find(
    (each) => each.getAttribute('aria-label') === label && !each.disabled,
  );
  (same ?? list.querySelector<HTMLElement>('h1'))?.focus();
}
